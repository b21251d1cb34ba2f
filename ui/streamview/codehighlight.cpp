#include "streamview/codehighlight.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace reasonglass {

namespace {

/// What a language does that tables of words and delimiters cannot say.
enum Feature : quint32 {
    NoFeature = 0,
    IgnoresCase = 1U << 0U,        ///< of its keywords
    HasDirectives = 1U << 1U,      ///< '#' first on a line, as in C
    HasCapitalTypes = 1U << 2U,    ///< by convention a word like Widget names a type
    HasCalls = 1U << 3U,           ///< name(
    HasDecorators = 1U << 4U,      ///< @name
    HasDollars = 1U << 5U,         ///< $name ${name}
    HasRegexes = 1U << 6U,         ///< /regex/
    HasLifetimes = 1U << 7U,       ///< Rust: 'a beside 'x', name!(
    HasHereDocs = 1U << 8U,        ///< <<EOF
    HasRawStrings = 1U << 9U,      ///< C++: R"tag(…)tag"
    HasHashStrings = 1U << 10U,    ///< Rust, Swift: r#"…"#
    HasLongBrackets = 1U << 11U,   ///< Lua, CMake: [==[ … ]==]
    HasHashAttributes = 1U << 12U, ///< Rust: #[…]
    SpacedComments = 1U << 13U,    ///< a comment begins only after a blank
    KeysAreStrings = 1U << 14U,    ///< JSON: "key": value
    KeywordsLead = 1U << 15U,      ///< Dockerfile: only the first word of a line is one
    HasTargets = 1U << 16U,        ///< Makefile: name: at the start of a line
    ValuesAreText = 1U << 17U,     ///< YAML: words and quotes mean something only where a value begins
    HasRules = 1U << 18U,          ///< CSS
};

enum class Family : quint8 { Code, Pairs, Yaml, Markup, Diff };

/// A comment or string with a fixed beginning and end.
struct Delimited
{
    QStringView open;
    QStringView close;
    CodeToken token = CodeToken::String;
    bool lines = false; ///< goes on over line ends
    bool nests = false;
    char16_t escape = u'\\'; ///< 0: none
    bool doubles = false;    ///< the end written twice is not the end
};

/// CodeState::open beyond the table of a language.
enum Open : quint8 {
    Nothing = 0,
    RawString = 240,
    HashString,
    LongString,
    LongComment,
    HereDoc,
    BlockScalar
};

/// CodeState::mode in markup.
enum Mode : quint8 { Text, Tag, ScriptTag, StyleTag, Script, Style };

constexpr size_t mostSpans = 4096; ///< of one line
constexpr qsizetype mostTag = 64;  ///< characters of the word that ends a here-document
constexpr quint16 mostDepth = std::numeric_limits<quint16>::max();

quint32 tagOf(QStringView word)
{
    quint32 hash = 2166136261U;
    for (const QChar c : word)
        hash = (hash ^ c.unicode()) * 16777619U;
    return hash;
}

constexpr bool isDigit(char16_t c)
{
    return c >= u'0' && c <= u'9';
}

constexpr bool isAsciiLetter(char16_t c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

constexpr bool isBlank(char16_t c)
{
    return c == u' ' || c == u'\t' || c == u'\r' || c == u'\f';
}

bool isWordStart(char16_t c)
{
    return isAsciiLetter(c) || c == u'_' || (c >= 128 && QChar::isLetter(c));
}

bool isWordPart(char16_t c)
{
    return isWordStart(c) || isDigit(c) || (c >= 128 && QChar::isLetterOrNumber(c));
}

bool isHexDigit(char16_t c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

} // namespace

class CodeLanguage
{
public:
    /// \a names, \a lineComments and the words are lists with blanks between; the views must last.
    CodeLanguage(Family family, QStringView names, quint32 features, QStringView lineComments,
                 std::initializer_list<Delimited> delimited, QStringView keywords, QStringView types = {},
                 QStringView functions = {}, QStringView wordCharacters = {}, QStringView prefixes = {})
        : m_family(family)
        , m_names(names)
        , m_features(features)
        , m_lineComments(split(lineComments))
        , m_delimited(delimited)
        , m_wordCharacters(wordCharacters)
        , m_prefixes(prefixes)
    {
        addWords(functions, CodeToken::Function);
        addWords(types, CodeToken::Type);
        addWords(keywords, CodeToken::Keyword);
        for (const QStringView comment : m_lineComments)
            m_starts.at(comment.front().unicode()) = true;
        for (const Delimited &each : m_delimited)
            m_starts.at(each.open.front().unicode()) = true;
    }

    Family family() const { return m_family; }
    std::vector<QStringView> names() const { return split(m_names); }
    bool has(Feature feature) const { return (m_features & feature) != 0; }
    const std::vector<QStringView> &lineComments() const { return m_lineComments; }
    const std::vector<Delimited> &delimited() const { return m_delimited; }
    /// Whether a comment or string may begin with \a c.
    bool mayStart(char16_t c) const { return c < m_starts.size() && m_starts[c]; }
    bool isPrefix(QStringView word) const
    {
        return word.size() <= 3
            && std::all_of(word.begin(), word.end(), [this](QChar c) { return m_prefixes.contains(c); });
    }
    bool isWord(char16_t c) const { return isWordPart(c) || m_wordCharacters.contains(QChar(c)); }
    bool beginsWord(char16_t c) const
    {
        return isWordStart(c) || (!isDigit(c) && c != u'\'' && m_wordCharacters.contains(QChar(c)));
    }

    CodeToken meaning(QStringView word) const
    {
        if (word.size() > m_longestWord)
            return CodeToken::Plain;
        if (!has(IgnoresCase))
            return m_words.value(word, CodeToken::Plain);
        std::array<char16_t, 32> lower{};
        for (qsizetype i = 0; i < word.size(); ++i)
            lower[size_t(i)] = word[i].toLower().unicode();
        return m_words.value(QStringView(lower.data(), word.size()), CodeToken::Plain);
    }

private:
    static std::vector<QStringView> split(QStringView list)
    {
        std::vector<QStringView> words;
        for (const QStringView word : list.split(u' ', Qt::SkipEmptyParts))
            words.push_back(word);
        return words;
    }

    void addWords(QStringView list, CodeToken token)
    {
        for (const QStringView word : split(list)) {
            Q_ASSERT(word.size() < 32);
            m_words.insert(word, token);
            m_longestWord = std::max(m_longestWord, word.size());
        }
    }

    Family m_family;
    QStringView m_names;
    quint32 m_features;
    std::vector<QStringView> m_lineComments;
    std::vector<Delimited> m_delimited;
    QStringView m_wordCharacters;
    QStringView m_prefixes;
    QHash<QStringView, CodeToken> m_words;
    qsizetype m_longestWord = 0;
    std::array<bool, 128> m_starts{};
};

namespace {

// ---- the tables ------------------------------------------------------------------------------------

constexpr Delimited blockComment{u"/*", u"*/", CodeToken::Comment, true, false, 0};
constexpr Delimited nestedComment{u"/*", u"*/", CodeToken::Comment, true, true, 0};
constexpr Delimited doubleQuotes{u"\"", u"\""};
constexpr Delimited singleQuotes{u"'", u"'"};
constexpr Delimited threeDoubleQuotes{u"\"\"\"", u"\"\"\"", CodeToken::String, true};
constexpr Delimited threeSingleQuotes{u"'''", u"'''", CodeToken::String, true};
constexpr Delimited backquotes{u"`", u"`", CodeToken::String, true};
constexpr Delimited rawBackquotes{u"`", u"`", CodeToken::String, true, false, 0};

/// With the quotes that go on over lines.
constexpr Delimited longDoubleQuotes{u"\"", u"\"", CodeToken::String, true};
constexpr Delimited longRawSingleQuotes{u"'", u"'", CodeToken::String, true, false, 0};

constexpr QStringView scriptKeywords =
    u"abstract as async await break case catch class const continue debugger declare default delete do else "
    u"enum export extends false finally for from function get if implements import in infer instanceof "
    u"interface is keyof let module namespace new null of package private protected public readonly return "
    u"satisfies set static super switch this throw true try type typeof undefined var void while with yield";
constexpr QStringView shellKeywords =
    u"if then elif else fi for in do done while until case esac function select time return break continue "
    u"local export readonly declare typeset unset shift exit";
constexpr QStringView shellCommands =
    u"echo printf read cd pwd source eval exec test trap set getopts wait kill alias true false sudo apt "
    u"apt-get dnf brew cat cp mv rm mkdir rmdir ls ln chmod chown touch find grep egrep sed awk sort uniq "
    u"cut "
    u"tr head tail wc xargs tee curl wget tar zip unzip ssh scp git make cmake ninja python python3 pip pip3 "
    u"node npm npx yarn docker kubectl systemctl";

void addCurlyLanguages(std::vector<CodeLanguage> &all)
{
    constexpr quint32 usual = HasCapitalTypes | HasCalls;
    all.emplace_back(
        Family::Code, u"c h objc objective-c", HasDirectives | HasCalls, u"//",
        std::initializer_list<Delimited>{blockComment, doubleQuotes, singleQuotes},
        u"auto break case const continue default do else enum extern false for goto if inline NULL register "
        u"restrict return sizeof static struct switch true typedef typeof union volatile while _Generic "
        u"_Static_assert nullptr constexpr self super",
        u"bool char double float int long short signed unsigned void size_t ssize_t ptrdiff_t int8_t int16_t "
        u"int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t FILE _Bool wchar_t id BOOL",
        QStringView(), QStringView(), u"LuU8");
    all.emplace_back(
        Family::Code, u"cpp c++ cc cxx hpp hxx h++ cuda cu arduino ino",
        usual | HasDirectives | HasRawStrings, u"//",
        std::initializer_list<Delimited>{blockComment, doubleQuotes, singleQuotes},
        u"alignas alignof and asm auto break case catch class co_await co_return co_yield concept const "
        u"const_cast consteval constexpr constinit continue decltype default delete do dynamic_cast else "
        u"enum "
        u"explicit export extern false final for friend goto if import inline module mutable namespace new "
        u"noexcept not nullptr operator or override private protected public register reinterpret_cast "
        u"requires "
        u"return sizeof static static_assert static_cast struct switch template this thread_local throw true "
        u"try "
        u"typedef typeid typename union using virtual volatile while emit signals slots",
        u"bool char char8_t char16_t char32_t double float int long short signed unsigned void wchar_t "
        u"size_t "
        u"ssize_t ptrdiff_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t string "
        u"string_view vector map unordered_map set unordered_set array optional variant pair tuple "
        u"unique_ptr "
        u"shared_ptr weak_ptr span function deque list queue stack thread mutex atomic",
        QStringView(), QStringView(), u"LuU8R");
    all.emplace_back(
        Family::Code, u"csharp cs c#", usual | HasDirectives, u"//",
        std::initializer_list<Delimited>{blockComment, threeDoubleQuotes,
                                         Delimited{u"@\"", u"\"", CodeToken::String, true, false, 0, true},
                                         Delimited{u"$@\"", u"\"", CodeToken::String, true, false, 0, true},
                                         Delimited{u"$\"", u"\""}, doubleQuotes, singleQuotes},
        u"abstract as async await base break case catch checked class const continue default delegate do "
        u"else "
        u"enum event explicit extern false finally fixed for foreach get goto if implicit in init interface "
        u"internal is lock namespace new null operator out override params partial private protected public "
        u"readonly record ref required return sealed set sizeof stackalloc static struct switch this throw "
        u"true "
        u"try typeof unchecked unsafe using value virtual volatile when where while with yield",
        u"bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint "
        u"ulong "
        u"ushort var void");
    all.emplace_back(
        Family::Code, u"java", usual | HasDecorators, u"//",
        std::initializer_list<Delimited>{blockComment, threeDoubleQuotes, doubleQuotes, singleQuotes},
        u"abstract assert break case catch class const continue default do else enum extends false final "
        u"finally "
        u"for goto if implements import instanceof interface native new non-sealed null package permits "
        u"private "
        u"protected public record return sealed static strictfp super switch synchronized this throw throws "
        u"transient true try var void volatile while yield",
        u"boolean byte char double float int long short");
    all.emplace_back(
        Family::Code, u"kotlin kt kts", usual | HasDecorators, u"//",
        std::initializer_list<Delimited>{nestedComment, threeDoubleQuotes, doubleQuotes, singleQuotes},
        u"abstract actual annotation as break by catch class companion const constructor continue data do "
        u"else "
        u"enum expect external false final finally for fun get if import in infix init inline inner "
        u"interface "
        u"internal is lateinit null object open operator out override package private protected public "
        u"reified "
        u"return sealed set super suspend tailrec this throw true try typealias val value var vararg when "
        u"where "
        u"while");
    all.emplace_back(
        Family::Code, u"scala sc", usual | HasDecorators, u"//",
        std::initializer_list<Delimited>{nestedComment, threeDoubleQuotes, doubleQuotes, singleQuotes},
        u"abstract case catch class def derives do else enum export extends false final finally for given if "
        u"implicit import inline lazy match new null object opaque open override package private protected "
        u"return sealed super then this throw trait transparent true try type using val var while with "
        u"yield");
    all.emplace_back(
        Family::Code, u"swift", usual | HasDecorators | HasHashStrings, u"//",
        std::initializer_list<Delimited>{nestedComment, threeDoubleQuotes, doubleQuotes},
        u"actor any as associatedtype async await break case catch class continue convenience default defer "
        u"deinit do else enum extension fallthrough false fileprivate final for func get guard if import in "
        u"indirect init inout internal is lazy let mutating nil nonisolated open operator override private "
        u"protocol public repeat required rethrows return self Self set some static struct subscript super "
        u"switch throw throws true try typealias unowned var weak where while willSet didSet");
    all.emplace_back(
        Family::Code, u"go golang", HasCalls, u"//",
        std::initializer_list<Delimited>{blockComment, rawBackquotes, doubleQuotes, singleQuotes},
        u"break case chan const continue default defer else fallthrough false for func go goto if import "
        u"interface iota map nil package range return select struct switch true type var",
        u"any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 "
        u"rune "
        u"string uint uint8 uint16 uint32 uint64 uintptr");
    all.emplace_back(
        Family::Code, u"rust rs", usual | HasLifetimes | HasHashStrings | HasHashAttributes, u"//",
        std::initializer_list<Delimited>{nestedComment, Delimited{u"\"", u"\"", CodeToken::String, true}},
        u"as async await break const continue crate dyn else enum extern false fn for if impl in let loop "
        u"match "
        u"mod move mut pub ref return self Self static struct super trait true type union unsafe use where "
        u"while",
        u"bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize", QStringView(),
        QStringView(), u"brc");
    all.emplace_back(Family::Code, u"javascript js jsx mjs cjs node", usual | HasRegexes | HasDecorators,
                     u"//",
                     std::initializer_list<Delimited>{blockComment, backquotes, doubleQuotes, singleQuotes},
                     scriptKeywords, QStringView(), QStringView(), u"$");
    all.emplace_back(Family::Code, u"typescript ts tsx mts cts", usual | HasRegexes | HasDecorators, u"//",
                     std::initializer_list<Delimited>{blockComment, backquotes, doubleQuotes, singleQuotes},
                     scriptKeywords, u"any bigint boolean never number object string symbol unknown",
                     QStringView(), u"$");
    all.emplace_back(
        Family::Code, u"dart", usual | HasDecorators, u"//",
        std::initializer_list<Delimited>{nestedComment, threeDoubleQuotes, threeSingleQuotes, doubleQuotes,
                                         singleQuotes},
        u"abstract as assert async await base break case catch class const continue covariant default "
        u"deferred do "
        u"dynamic else enum export extends extension external factory false final finally for get hide if "
        u"implements import in interface is late library mixin new null of on operator part required rethrow "
        u"return sealed set show static super switch sync this throw true try typedef var void when while "
        u"with "
        u"yield",
        u"bool double int num");
    all.emplace_back(
        Family::Code, u"php", usual | HasDollars | HasHereDocs | IgnoresCase | HasHashAttributes, u"// #",
        std::initializer_list<Delimited>{blockComment, longDoubleQuotes,
                                         Delimited{u"'", u"'", CodeToken::String, true}},
        u"abstract and array as break callable case catch class clone const continue declare default do echo "
        u"else "
        u"elseif empty enddeclare endfor endforeach endif endswitch endwhile enum extends false final "
        u"finally fn "
        u"for foreach function global goto if implements include include_once instanceof insteadof interface "
        u"isset list match namespace new null or parent print private protected public readonly require "
        u"require_once return self static switch throw trait true try unset use var while xor yield",
        u"bool float int iterable mixed never object string void");
    all.emplace_back(Family::Code, u"zig", usual | HasDecorators, u"//",
                     std::initializer_list<Delimited>{doubleQuotes, singleQuotes},
                     u"align allowzero and anyframe anytype asm async await break callconv catch comptime "
                     u"const continue defer "
                     u"else enum errdefer error export extern false fn for if inline noalias nosuspend null "
                     u"opaque or orelse "
                     u"packed pub resume return struct suspend switch test threadlocal true try undefined "
                     u"union unreachable "
                     u"usingnamespace var volatile while",
                     u"bool f32 f64 i8 i16 i32 i64 isize type u8 u16 u32 u64 usize void anyerror noreturn");
    all.emplace_back(Family::Code, u"json jsonc json5 jsonl ndjson geojson", KeysAreStrings, u"//",
                     std::initializer_list<Delimited>{blockComment, doubleQuotes, singleQuotes},
                     u"true false null NaN Infinity");
    all.emplace_back(Family::Code, u"css scss sass less", HasRules, u"//",
                     std::initializer_list<Delimited>{blockComment, doubleQuotes, singleQuotes},
                     u"!important inherit initial unset revert none auto", QStringView(), QStringView(),
                     u"-");
}

void addScriptLanguages(std::vector<CodeLanguage> &all)
{
    all.emplace_back(
        Family::Code, u"python py python3 py3 pyi ipython pycon gyp starlark bazel",
        HasCapitalTypes | HasCalls | HasDecorators, u"#",
        std::initializer_list<Delimited>{threeDoubleQuotes, threeSingleQuotes, doubleQuotes, singleQuotes},
        u"and as assert async await break case class continue def del elif else except False finally for "
        u"from "
        u"global if import in is lambda match None nonlocal not or pass raise return self cls True try while "
        u"with "
        u"yield",
        u"bool bytes complex dict float frozenset int list object set str tuple type", QStringView(),
        QStringView(), u"rRbBuUfFtT");
    all.emplace_back(
        Family::Code, u"ruby rb rake gemfile", HasCapitalTypes | HasCalls | HasRegexes | HasHereDocs, u"#",
        std::initializer_list<Delimited>{Delimited{u"=begin", u"=end", CodeToken::Comment, true, false, 0},
                                         longDoubleQuotes, Delimited{u"'", u"'", CodeToken::String, true},
                                         backquotes},
        u"alias and begin break case class def defined? do else elsif end ensure extend false for if in "
        u"include "
        u"module next nil not or private protected public raise redo require require_relative rescue retry "
        u"return "
        u"self super then true undef unless until when while yield attr_accessor attr_reader attr_writer",
        QStringView(), QStringView(), u"?@");
    all.emplace_back(
        Family::Code, u"perl pl pm", HasCalls | HasDollars | HasHereDocs | SpacedComments, u"#",
        std::initializer_list<Delimited>{longDoubleQuotes, Delimited{u"'", u"'", CodeToken::String, true}},
        u"and cmp die do each else elsif eq for foreach ge given gt if keys last le local lt my ne next no "
        u"not or "
        u"our package print printf push redo require return say shift sort sub undef unless until use values "
        u"warn "
        u"when while");
    all.emplace_back(Family::Code, u"bash sh shell zsh ksh shellsession console terminal fish",
                     HasCalls | HasDollars | HasHereDocs | SpacedComments, u"#",
                     std::initializer_list<Delimited>{longDoubleQuotes, longRawSingleQuotes}, shellKeywords,
                     QStringView(), shellCommands, u"-");
    all.emplace_back(
        Family::Code, u"powershell ps1 pwsh ps", IgnoresCase | HasDollars | HasCalls, u"#",
        std::initializer_list<Delimited>{Delimited{u"<#", u"#>", CodeToken::Comment, true, false, 0},
                                         Delimited{u"@\"", u"\"@", CodeToken::String, true, false, 0},
                                         Delimited{u"@'", u"'@", CodeToken::String, true, false, 0},
                                         Delimited{u"\"", u"\"", CodeToken::String, true, false, u'`'},
                                         longRawSingleQuotes},
        u"begin break catch class continue data do dynamicparam else elseif end enum exit filter finally for "
        u"foreach from function if in param process return switch throw trap try until using while",
        QStringView(), QStringView(), u"-");
    all.emplace_back(
        Family::Code, u"sql mysql postgresql postgres psql sqlite plsql tsql", IgnoresCase | HasCalls, u"--",
        std::initializer_list<Delimited>{blockComment,
                                         Delimited{u"'", u"'", CodeToken::String, true, false, 0},
                                         Delimited{u"\"", u"\"", CodeToken::Type, false, false, 0},
                                         Delimited{u"`", u"`", CodeToken::Type, false, false, 0}},
        u"add all alter and any as asc begin between by cascade case cast check collate column commit "
        u"conflict "
        u"constraint create cross cube current database declare default delete desc distinct do drop else "
        u"end "
        u"except exists explain false fetch filter first following for foreign from full function grant "
        u"group "
        u"grouping having if ignore in index inner insert intersect into is join key last lateral left like "
        u"limit "
        u"materialized natural next not nothing null nulls of offset on only or order outer over partition "
        u"preceding primary procedure range recursive references replace returning revoke right rollback row "
        u"rows "
        u"schema select set table temp temporary then to transaction trigger true unbounded union unique "
        u"update "
        u"using vacuum values view virtual when where window with within without",
        u"bigint bigserial binary bit blob boolean char character date datetime decimal double float int "
        u"integer "
        u"interval json jsonb money numeric real serial smallint text time timestamp timestamptz tinyint "
        u"uuid "
        u"varbinary varchar");
    all.emplace_back(Family::Code, u"lua", HasCalls | HasLongBrackets, u"--",
                     std::initializer_list<Delimited>{doubleQuotes, singleQuotes},
                     u"and break do else elseif end false for function goto if in local nil not or repeat "
                     u"return self then "
                     u"true until while");
    all.emplace_back(
        Family::Code, u"r rscript", HasCalls, u"#",
        std::initializer_list<Delimited>{longDoubleQuotes, Delimited{u"'", u"'", CodeToken::String, true},
                                         Delimited{u"`", u"`", CodeToken::Plain}},
        u"break else FALSE for function if in Inf NA NA_character_ NA_integer_ NA_real_ NaN next NULL repeat "
        u"return TRUE while library require",
        QStringView(), QStringView(), u".");
    all.emplace_back(
        Family::Code, u"julia jl", HasCapitalTypes | HasCalls | HasDecorators, u"#",
        std::initializer_list<Delimited>{Delimited{u"#=", u"=#", CodeToken::Comment, true, true, 0},
                                         threeDoubleQuotes, doubleQuotes},
        u"abstract baremodule begin break catch const continue do else elseif end export false finally for "
        u"function global if import in isa let local macro missing module mutable nothing primitive quote "
        u"return "
        u"struct true try type using where while",
        QStringView(), QStringView(), u"!");
    all.emplace_back(
        Family::Code, u"haskell hs elm purescript", HasCapitalTypes, u"--",
        std::initializer_list<Delimited>{Delimited{u"{-", u"-}", CodeToken::Comment, true, true, 0},
                                         doubleQuotes},
        u"as case class data default deriving do else forall foreign hiding if import in infix infixl infixr "
        u"instance let module newtype of qualified then type where",
        QStringView(), QStringView(), u"'");
    all.emplace_back(
        Family::Code, u"ocaml ml fsharp fs f#", HasCapitalTypes, u"//",
        std::initializer_list<Delimited>{Delimited{u"(*", u"*)", CodeToken::Comment, true, true, 0},
                                         Delimited{u"\"", u"\"", CodeToken::String, true}},
        u"and as assert async begin class constraint do done downto else end exception external false for "
        u"fun "
        u"function functor if in include inherit initializer lazy let match member method module mutable new "
        u"object of open or private rec sig struct then to true try type use val virtual when while with "
        u"yield",
        u"bool char float int list option string unit", QStringView(), u"'");
    all.emplace_back(Family::Code, u"elixir ex exs", HasCapitalTypes | HasCalls | HasDecorators, u"#",
                     std::initializer_list<Delimited>{threeDoubleQuotes, longDoubleQuotes,
                                                      Delimited{u"'", u"'", CodeToken::String, true}},
                     u"after alias and case catch cond def defimpl defmacro defmodule defp defprotocol "
                     u"defstruct do else end "
                     u"false fn for if import in nil not or quote raise receive require rescue true try "
                     u"unless unquote use when "
                     u"with",
                     QStringView(), QStringView(), u"?");
    all.emplace_back(
        Family::Code, u"lisp clojure clj cljs scheme racket elisp", NoFeature, u";",
        std::initializer_list<Delimited>{Delimited{u"#|", u"|#", CodeToken::Comment, true, true, 0},
                                         Delimited{u"\"", u"\"", CodeToken::String, true}},
        u"and begin case cond def define defmacro defn defun do else false fn if import lambda let let* "
        u"letrec "
        u"loop nil not ns or quote recur require set! setq true unless when",
        QStringView(), QStringView(), u"-!?*");
}

void addFileLanguages(std::vector<CodeLanguage> &all)
{
    all.emplace_back(Family::Code, u"cmake", IgnoresCase | HasCalls | HasDollars | HasLongBrackets, u"#",
                     std::initializer_list<Delimited>{longDoubleQuotes},
                     u"and break continue else elseif endforeach endfunction endif endmacro endwhile exists "
                     u"foreach function "
                     u"if in_list macro matches not or return strequal version_greater version_less while on "
                     u"off true false");
    all.emplace_back(Family::Code, u"makefile make mk gnumake", HasDollars | HasTargets | SpacedComments,
                     u"#", std::initializer_list<Delimited>{doubleQuotes, singleQuotes},
                     u"define else endef endif export ifdef ifeq ifndef ifneq include override unexport",
                     QStringView(), QStringView(), u"-");
    all.emplace_back(
        Family::Code, u"dockerfile docker containerfile",
        IgnoresCase | KeywordsLead | HasDollars | SpacedComments, u"#",
        std::initializer_list<Delimited>{doubleQuotes, singleQuotes},
        u"add arg cmd copy entrypoint env expose from healthcheck label maintainer onbuild run shell "
        u"stopsignal user volume workdir",
        QStringView(), QStringView(), u"-");
    all.emplace_back(Family::Yaml, u"yaml yml", ValuesAreText | SpacedComments, u"#",
                     std::initializer_list<Delimited>{
                         longDoubleQuotes, Delimited{u"'", u"'", CodeToken::String, true, false, 0, true}},
                     u"true false null yes no on off True False", QStringView(), QStringView(), u"-");
    all.emplace_back(Family::Pairs, u"toml", NoFeature, u"#",
                     std::initializer_list<Delimited>{
                         threeDoubleQuotes, Delimited{u"'''", u"'''", CodeToken::String, true, false, 0},
                         doubleQuotes, Delimited{u"'", u"'", CodeToken::String, false, false, 0}},
                     u"true false inf nan", QStringView(), QStringView(), u"-");
    all.emplace_back(Family::Pairs, u"ini cfg conf properties dotenv env editorconfig systemd",
                     SpacedComments | IgnoresCase, u"# ;", std::initializer_list<Delimited>{doubleQuotes},
                     u"true false yes no on off", QStringView(), QStringView(), u"-");
    all.emplace_back(
        Family::Markup, u"html htm xhtml xml svg vue svelte rss xsd xsl plist markup", NoFeature,
        QStringView(),
        std::initializer_list<Delimited>{Delimited{u"<!--", u"-->", CodeToken::Comment, true, false, 0},
                                         Delimited{u"<![CDATA[", u"]]>", CodeToken::String, true, false, 0},
                                         Delimited{u"\"", u"\"", CodeToken::String, true, false, 0},
                                         Delimited{u"'", u"'", CodeToken::String, true, false, 0}},
        QStringView());
    all.emplace_back(Family::Diff, u"diff patch udiff", NoFeature, QStringView(),
                     std::initializer_list<Delimited>{}, QStringView());
}

const std::vector<CodeLanguage> &languages()
{
    static const std::vector<CodeLanguage> all = [] {
        std::vector<CodeLanguage> each;
        each.reserve(40);
        addCurlyLanguages(each);
        addScriptLanguages(each);
        addFileLanguages(each);
        return each;
    }();
    return all;
}

// ---- the lexer -------------------------------------------------------------------------------------

/// Reads one line, or a stretch of it that is written in another language.
class LineLexer
{
public:
    LineLexer(const CodeLanguage &language, QStringView line, qsizetype from, CodeState &state,
              std::vector<CodeSpan> &spans)
        : m_language(language)
        , m_line(line)
        , m_at(from)
        , m_size(line.size())
        , m_state(state)
        , m_spans(spans)
    { }

    void run()
    {
        goOn();
        if (m_at == 0 && m_state.open == Nothing)
            readHead();
        while (m_at < m_size)
            step();
        if (m_pendingTag && m_state.open == Nothing) {
            m_state.open = HereDoc;
            m_state.tag = *m_pendingTag;
        }
    }

    void runMarkup();

private:
    char16_t at(qsizetype index) const { return index < m_size ? m_line[index].unicode() : char16_t(0); }
    bool isAt(qsizetype index, QStringView text) const
    {
        return m_size - index >= text.size() && m_line.sliced(index, text.size()) == text;
    }
    bool isFirst() const { return m_before == 0; }
    bool isAfterBlank() const { return m_at == 0 || isBlank(at(m_at - 1)); }
    qsizetype wordEnd(qsizetype index) const
    {
        while (index < m_size && m_language.isWord(m_line[index].unicode()))
            ++index;
        return index;
    }

    void add(qsizetype from, qsizetype to, CodeToken token)
    {
        if (token == CodeToken::Plain || from >= to)
            return;
        if (!m_spans.empty() && m_spans.back().token == token
            && m_spans.back().start + m_spans.back().length == from)
            m_spans.back().length += int(to - from);
        else if (m_spans.size() < mostSpans)
            m_spans.push_back({int(from), int(to - from), token});
    }
    void addAndGo(qsizetype to, CodeToken token)
    {
        add(m_at, to, token);
        m_at = to;
    }
    /// Stands on something that ends a value, such as a string.
    void passValue() { m_before = u'"'; }

    void goOn();
    void goOnHereDoc();
    void goOnBlockScalar();
    void step();
    void stepSymbol(char16_t c);

    bool tryComment();
    bool tryDelimited();
    void readDelimited(size_t index, qsizetype start);
    void readRawString(qsizetype start);
    bool tryHashString(qsizetype start, qsizetype hashes);
    void readHashString(qsizetype start);
    bool tryLongBracket(qsizetype start, qsizetype bracket, Open kind);
    void readLongBracket(qsizetype start);
    void tryHereDoc();
    bool tryRegex();
    void readDirective();
    void readQuoteOrLifetime();
    void readDollar();
    void readDecorator(CodeToken token);

    void readWord();
    bool tryPrefixedString(qsizetype start, qsizetype end);
    CodeToken wordToken(QStringView word, qsizetype end);
    void readNumber();
    void readRuleWord();
    void readRuleSymbol(char16_t c);

    void readHead();
    void readPair();
    void readYamlKey();
    void noteBlockScalar();
    void readTarget();
    bool valueBegins() const { return m_before == 0 || QStringView(u":-[,{").contains(QChar(m_before)); }

    void stepText();
    void stepTag();
    void stepEmbedded();

    const CodeLanguage &m_language;
    QStringView m_line;
    qsizetype m_at;
    qsizetype m_size;
    CodeState &m_state;
    std::vector<CodeSpan> &m_spans;
    char16_t m_before = 0;       ///< the last character that was no blank; ';' after a keyword
    bool m_defines = false;      ///< the last word was a `def`: a name follows
    bool m_noRegexes = false;    ///< one that was looked for had no end, so none has
    bool m_inArithmetic = false; ///< "((" has been seen: "<<" shifts
    std::optional<quint32> m_pendingTag = {};
};

void LineLexer::goOn()
{
    switch (m_state.open) {
    case Nothing:
        return;
    case RawString:
        return readRawString(m_at);
    case HashString:
        return readHashString(m_at);
    case LongString:
    case LongComment:
        return readLongBracket(m_at);
    case HereDoc:
        return goOnHereDoc();
    case BlockScalar:
        return goOnBlockScalar();
    default:
        if (m_state.open <= m_language.delimited().size())
            return readDelimited(m_state.open - 1U, m_at);
        m_state = {}; // of another language
    }
}

void LineLexer::step()
{
    const char16_t c = m_line[m_at].unicode();
    if (isBlank(c)) {
        ++m_at;
        return;
    }
    if (m_language.mayStart(c) && (tryComment() || tryDelimited()))
        return;
    if (m_language.has(HasRules))
        return m_language.beginsWord(c) ? readRuleWord() : readRuleSymbol(c);
    if (isDigit(c) || (c == u'.' && isDigit(at(m_at + 1))))
        return readNumber();
    if (m_language.beginsWord(c))
        return readWord();
    stepSymbol(c);
}

void LineLexer::stepSymbol(char16_t c)
{
    switch (c) {
    case u'#':
        if (m_language.has(HasDirectives) && isFirst())
            return readDirective();
        if (m_language.has(HasHashAttributes) && (at(m_at + 1) == u'[' || isAt(m_at, u"#!["))) {
            const qsizetype end = m_line.indexOf(u']', m_at);
            return addAndGo(end < 0 ? m_size : end + 1, CodeToken::Preprocessor);
        }
        if (m_language.has(HasHashStrings) && tryHashString(m_at, m_at))
            return;
        break;
    case u'@':
        if (m_language.has(HasDecorators) && isWordStart(at(m_at + 1)))
            return readDecorator(CodeToken::Preprocessor);
        break;
    case u'$':
        if (m_language.has(HasDollars))
            return readDollar();
        break;
    case u'\'':
        if (m_language.has(HasLifetimes) || m_language.family() == Family::Code)
            return readQuoteOrLifetime();
        break;
    case u'[':
        if (m_language.has(HasLongBrackets) && tryLongBracket(m_at, m_at, LongString))
            return;
        break;
    case u'/':
        if (m_language.has(HasRegexes) && tryRegex())
            return;
        break;
    case u'(':
        m_inArithmetic = m_inArithmetic || at(m_at + 1) == u'(';
        break;
    case u'<':
        if (m_language.has(HasHereDocs) && !m_inArithmetic && at(m_at + 1) == u'<')
            tryHereDoc();
        while (at(m_at + 1) == u'<')
            ++m_at;
        break;
    case u'|':
    case u'>':
        if (m_language.family() == Family::Yaml && valueBegins())
            noteBlockScalar();
        break;
    default:
        break;
    }
    m_before = c;
    ++m_at;
}

bool LineLexer::tryComment()
{
    for (const QStringView comment : m_language.lineComments()) {
        if (!isAt(m_at, comment))
            continue;
        if (m_language.has(SpacedComments) && !isAfterBlank())
            continue;
        if (m_language.has(HasRules) && m_before == u':')
            continue; // url(http://…)
        if (m_language.has(HasHashAttributes) && isAt(m_at, u"#["))
            continue;
        const qsizetype behind = m_at + comment.size();
        if (m_language.has(HasLongBrackets) && at(behind) == u'['
            && tryLongBracket(m_at, behind, LongComment))
            return true;
        addAndGo(m_size, CodeToken::Comment);
        return true;
    }
    return false;
}

bool LineLexer::tryDelimited()
{
    if (m_language.has(ValuesAreText) && !valueBegins())
        return false;
    const std::vector<Delimited> &all = m_language.delimited();
    for (size_t index = 0; index < all.size(); ++index) {
        if (!isAt(m_at, all[index].open))
            continue;
        const qsizetype start = m_at;
        m_at += all[index].open.size();
        m_state.depth = all[index].nests ? 1 : m_state.depth;
        readDelimited(index, start);
        return true;
    }
    return false;
}

/// \a start: of what is coloured; m_at stands behind the beginning.
void LineLexer::readDelimited(size_t index, qsizetype start)
{
    const Delimited &kind = m_language.delimited()[index];
    const char16_t closes = kind.close.front().unicode();
    const char16_t opens = kind.nests ? kind.open.front().unicode() : char16_t(0);
    bool endEscaped = false;
    while (m_at < m_size) {
        const char16_t c = m_line[m_at].unicode();
        if (kind.escape != 0 && c == kind.escape) {
            endEscaped = m_at + 1 == m_size;
            m_at = std::min(m_at + 2, m_size);
        } else if (c == closes && isAt(m_at, kind.close)) {
            m_at += kind.close.size();
            if (kind.doubles && isAt(m_at, kind.close)) {
                m_at += kind.close.size();
                continue;
            }
            if (kind.nests && --m_state.depth > 0)
                continue;
            m_state.open = Nothing;
            qsizetype next = m_at;
            while (m_language.has(KeysAreStrings) && next < m_size && isBlank(m_line[next].unicode()))
                ++next;
            const bool isKey = m_language.has(KeysAreStrings) && at(next) == u':';
            add(start, m_at, isKey ? CodeToken::Type : kind.token);
            if (kind.token != CodeToken::Comment)
                passValue();
            return;
        } else if (opens != 0 && c == opens && isAt(m_at, kind.open)) {
            m_at += kind.open.size();
            m_state.depth = quint16(std::min<int>(m_state.depth + 1, mostDepth));
        } else {
            ++m_at;
        }
    }
    add(start, m_size, kind.token);
    m_state.open = kind.lines || endEscaped ? quint8(index + 1) : quint8(Nothing);
}

/// C++: ends with ")tag\"".
void LineLexer::readRawString(qsizetype start)
{
    constexpr qsizetype longest = 16;
    for (; m_at < m_size; ++m_at) {
        if (m_line[m_at] != u')')
            continue;
        qsizetype end = m_at + 1;
        while (end < m_size && end - m_at <= longest && m_line[end] != u'"' && m_line[end] != u')')
            ++end;
        if (at(end) == u'"' && tagOf(m_line.sliced(m_at + 1, end - m_at - 1)) == m_state.tag) {
            m_state.open = Nothing;
            m_at = end + 1;
            add(start, m_at, CodeToken::String);
            return passValue();
        }
    }
    add(start, m_size, CodeToken::String);
}

/// \a hashes: where the marks begin. Reads past them if no string follows.
bool LineLexer::tryHashString(qsizetype start, qsizetype hashes)
{
    qsizetype quote = hashes;
    while (at(quote) == u'#')
        ++quote;
    const qsizetype count = quote - hashes;
    if (at(quote) != u'"' || count > mostDepth) {
        m_at = std::max(m_at, quote);
        m_before = u'#';
        return quote > start;
    }
    m_state.open = HashString;
    m_state.depth = quint16(count);
    m_at = quote + 1;
    readHashString(start);
    return true;
}

void LineLexer::readHashString(qsizetype start)
{
    while (m_at < m_size) {
        if (m_line[m_at++] != u'"')
            continue;
        qsizetype count = 0;
        while (count < m_state.depth && at(m_at) == u'#') {
            ++count;
            ++m_at;
        }
        if (count == m_state.depth) {
            m_state.open = Nothing;
            m_state.depth = 0;
            add(start, m_at, CodeToken::String);
            return passValue();
        }
    }
    add(start, m_size, CodeToken::String);
}

/// [==[; reads past the marks if it is none.
bool LineLexer::tryLongBracket(qsizetype start, qsizetype bracket, Open kind)
{
    qsizetype second = bracket + 1;
    while (at(second) == u'=')
        ++second;
    const qsizetype level = second - bracket - 1;
    if (at(second) != u'[' || level > mostDepth) {
        if (kind == LongString) {
            m_at = second;
            m_before = u'[';
        }
        return kind == LongString;
    }
    m_state.open = kind;
    m_state.depth = quint16(level);
    m_at = second + 1;
    readLongBracket(start);
    return true;
}

void LineLexer::readLongBracket(qsizetype start)
{
    const CodeToken token = m_state.open == LongComment ? CodeToken::Comment : CodeToken::String;
    while (m_at < m_size) {
        if (m_line[m_at++] != u']')
            continue;
        qsizetype level = 0;
        while (at(m_at) == u'=') {
            ++level;
            ++m_at;
        }
        if (level == m_state.depth && at(m_at) == u']') {
            ++m_at;
            m_state.open = Nothing;
            m_state.depth = 0;
            add(start, m_at, token);
            return passValue();
        }
    }
    add(start, m_size, token);
}

/// Notes what ends the lines that follow; the word itself is read as any other.
void LineLexer::tryHereDoc()
{
    const bool isShift = m_before != 0 && !isAfterBlank() && m_before != u'(' && m_before != u'=';
    qsizetype i = m_at + 2;
    const bool marked = at(i) == u'-' || at(i) == u'~';
    if (marked || (at(i) == u'<' && !m_language.has(SpacedComments))) // PHP has three
        ++i;
    if (isShift || at(i) == u'<')
        return;
    while (at(i) == u' ')
        ++i;
    const bool quoted = at(i) == u'"' || at(i) == u'\'' || at(i) == u'\\';
    if (quoted)
        ++i;
    qsizetype end = i;
    while (end < m_size && end - i < mostTag && isWordPart(m_line[end].unicode()))
        ++end;
    const QStringView word = m_line.sliced(std::min(i, m_size), end - std::min(i, m_size));
    const bool looksLikeTag = !word.isEmpty() && isWordStart(word.front().unicode())
        && (quoted || marked || word.front().isUpper());
    if (looksLikeTag && !m_pendingTag)
        m_pendingTag = tagOf(word);
}

void LineLexer::goOnHereDoc()
{
    qsizetype start = m_at;
    while (start < m_size && isBlank(m_line[start].unicode()))
        ++start;
    qsizetype end = start;
    while (end < m_size && end - start < mostTag && isWordPart(m_line[end].unicode()))
        ++end;
    const bool ends = end > start && tagOf(m_line.sliced(start, end - start)) == m_state.tag
        && (end == m_size || QStringView(u";,). ").contains(m_line[end]));
    if (!ends)
        return addAndGo(m_size, CodeToken::String);
    m_state.open = Nothing;
    m_state.tag = 0;
    m_at = start;
    addAndGo(end, CodeToken::String);
    passValue();
}

bool LineLexer::tryRegex()
{
    const bool mayBegin = isFirst() || QStringView(u"(,=:[!&|?{};+-*%<>~^").contains(QChar(m_before));
    if (!mayBegin || m_noRegexes)
        return false;
    bool inClass = false;
    for (qsizetype i = m_at + 1; i < m_size; ++i) {
        const char16_t c = m_line[i].unicode();
        if (c == u'\\')
            ++i;
        else if (c == u'[')
            inClass = true;
        else if (c == u']')
            inClass = false;
        else if (c == u'/' && !inClass) {
            addAndGo(wordEnd(i + 1), CodeToken::String);
            passValue();
            return true;
        }
    }
    m_noRegexes = true;
    return false;
}

void LineLexer::readDirective()
{
    qsizetype end = m_at + 1;
    while (end < m_size && isBlank(m_line[end].unicode()))
        ++end;
    const qsizetype word = end;
    end = wordEnd(end);
    const QStringView name = m_line.sliced(word, end - word);
    addAndGo(end, CodeToken::Preprocessor);
    m_before = u'#';
    if (name != u"include" && name != u"import")
        return;
    while (m_at < m_size && isBlank(m_line[m_at].unicode()))
        ++m_at;
    if (at(m_at) == u'<') {
        const qsizetype close = m_line.indexOf(u'>', m_at);
        addAndGo(close < 0 ? m_size : close + 1, CodeToken::String);
    }
}

/// 'x' and '\n' are characters, 'a alone is a lifetime or a type variable.
void LineLexer::readQuoteOrLifetime()
{
    const qsizetype start = m_at;
    const qsizetype width = QChar::isHighSurrogate(at(start + 1)) ? 2 : 1;
    if (at(start + 1) == u'\\') {
        qsizetype end = start + 3;
        while (end < m_size && end - start < 12 && m_line[end] != u'\'')
            ++end;
        addAndGo(std::min(end + 1, m_size), CodeToken::String);
        return passValue();
    }
    if (at(start + 1 + width) == u'\'' && at(start + 1) != u'\'') {
        addAndGo(start + width + 2, CodeToken::String);
        return passValue();
    }
    const qsizetype end = wordEnd(start + 1);
    if (m_language.has(HasLifetimes) && end > start + 1)
        add(start, end, CodeToken::Type);
    m_at = std::max(end, start + 1);
    m_before = u'\'';
}

void LineLexer::readDollar()
{
    qsizetype end = m_at + 1;
    const char16_t next = at(end);
    if (next == u'{' || (next == u'(' && m_language.has(HasTargets))) {
        constexpr qsizetype longest = 200;
        const char16_t close = next == u'{' ? u'}' : u')';
        while (end < m_size && end - m_at < longest && m_line[end] != close)
            ++end;
        end = std::min(end + 1, m_size);
    } else if (isWordStart(next)) {
        while (end < m_size && isWordPart(m_line[end].unicode()))
            ++end;
    } else if (isDigit(next) || QStringView(u"@#?*!<^").contains(QChar(next))) {
        ++end;
    } else {
        m_before = u'$';
        ++m_at;
        return;
    }
    addAndGo(end, CodeToken::Type);
    passValue();
}

void LineLexer::readDecorator(CodeToken token)
{
    qsizetype end = wordEnd(m_at + 1);
    while (at(end) == u'.' && isWordStart(at(end + 1)))
        end = wordEnd(end + 1);
    addAndGo(end, token);
    m_before = u'@';
}

/// A letter or three before a quote belong to the string.
bool LineLexer::tryPrefixedString(qsizetype start, qsizetype end)
{
    const char16_t next = at(end);
    if ((next != u'"' && next != u'\'' && next != u'#')
        || !m_language.isPrefix(m_line.sliced(start, end - start)))
        return false;
    if (next == u'#')
        return m_language.has(HasHashStrings) && tryHashString(start, end);
    const char16_t last = m_line[end - 1].unicode();
    if (m_language.has(HasHashStrings) && next == u'"' && m_line.sliced(start, end - start).contains(u'r'))
        return tryHashString(start, end);
    if (m_language.has(HasRawStrings) && last == u'R' && next == u'"') {
        constexpr qsizetype longest = 16;
        qsizetype open = end + 1;
        while (open < m_size && open - end <= longest && m_line[open] != u'(')
            ++open;
        if (at(open) != u'(')
            return false;
        m_state.open = RawString;
        m_state.tag = tagOf(m_line.sliced(end + 1, open - end - 1));
        m_at = open + 1;
        readRawString(start);
        return true;
    }
    const std::vector<Delimited> &all = m_language.delimited();
    for (size_t index = 0; index < all.size(); ++index) {
        if (!isAt(end, all[index].open))
            continue;
        m_at = end + all[index].open.size();
        readDelimited(index, start);
        return true;
    }
    return false;
}

void LineLexer::readWord()
{
    const qsizetype start = m_at;
    qsizetype end = wordEnd(start + 1);
    if (tryPrefixedString(start, end))
        return;
    const QStringView word = m_line.sliced(start, end - start);
    const bool isMacro = m_language.has(HasLifetimes) && at(end) == u'!'
        && QStringView(u"([{").contains(QChar(at(end + 1))) && at(end + 1) != 0;
    if (isMacro)
        ++end;
    const CodeToken token = isMacro ? CodeToken::Function : wordToken(word, end);
    addAndGo(end, token);
    m_defines = token == CodeToken::Keyword
        && (word == u"def" || word == u"fn" || word == u"func" || word == u"function" || word == u"fun"
            || word == u"sub" || word == u"defn" || word == u"defp" || word == u"defun");
    m_before = token == CodeToken::Keyword ? u';' : u'a';
}

CodeToken LineLexer::wordToken(QStringView word, qsizetype end)
{
    if (m_language.has(ValuesAreText) && !valueBegins())
        return CodeToken::Plain;
    if (m_language.has(KeywordsLead) && !isFirst())
        return CodeToken::Plain;
    const bool isMember = m_before == u'.';
    const CodeToken meaning = isMember ? CodeToken::Plain : m_language.meaning(word);
    if (meaning != CodeToken::Plain)
        return meaning;
    if (m_defines)
        return CodeToken::Function;
    const bool isCall = m_language.has(HasCalls) && at(end) == u'(';
    const bool isCapital = m_language.has(HasCapitalTypes) && word.front().isUpper()
        && std::any_of(word.begin(), word.end(), [](QChar c) { return c.isLower(); });
    if (isCall && (isMember || !isCapital))
        return CodeToken::Function;
    if (isCapital || (m_language.has(HasDirectives) && word.size() > 2 && word.endsWith(u"_t")))
        return CodeToken::Type;
    return CodeToken::Plain;
}

/// Any number of any language, with its unit, suffix and separators.
void LineLexer::readNumber()
{
    const bool isHex = at(m_at) == u'0' && (at(m_at + 1) | 0x20) == u'x';
    qsizetype end = m_at + 1;
    for (; end < m_size; ++end) {
        const char16_t c = m_line[end].unicode();
        const char16_t before = m_line[end - 1].unicode() | 0x20;
        const bool isSign = (c == u'+' || c == u'-')
            && ((before == u'e' && !isHex) || (before == u'p' && isHex)) && isDigit(at(end + 1));
        const bool isPoint = c == u'.' && at(end + 1) != u'.' && !isWordStart(at(end + 1));
        const bool isSeparator = c == u'\'' && m_language.has(HasRawStrings) && isHexDigit(at(end + 1));
        if (!isWordPart(c) && !isSign && !isPoint && !isSeparator)
            break;
    }
    const bool isText = m_language.has(ValuesAreText) && !valueBegins();
    addAndGo(end, isText ? CodeToken::Plain : CodeToken::Number);
    m_before = u'a';
}

// ---- style sheets ----------------------------------------------------------------------------------

void LineLexer::readRuleWord()
{
    const qsizetype start = m_at;
    const qsizetype end = wordEnd(start + 1);
    const bool isNumber = at(start) == u'-' && (isDigit(at(start + 1)) || at(start + 1) == u'.');
    const bool isProperty = at(end) == u':' && m_before != u':' && m_state.depth > 0;
    CodeToken token = CodeToken::Plain;
    if (isNumber)
        return readNumber();
    if (isProperty || isAt(start, u"--"))
        token = CodeToken::Type;
    else if (at(end) == u'(')
        token = CodeToken::Function;
    else if (m_state.depth == 0)
        token = CodeToken::Keyword;
    else
        token = m_language.meaning(m_line.sliced(start, end - start));
    addAndGo(end, token);
    m_before = u'a';
}

void LineLexer::readRuleSymbol(char16_t c)
{
    if (isDigit(c) || (c == u'.' && isDigit(at(m_at + 1)))) {
        readNumber();
        if (at(m_at) == u'%')
            addAndGo(m_at + 1, CodeToken::Number);
        return;
    }
    const bool isName = m_language.beginsWord(at(m_at + 1));
    const bool isColor = c == u'#' && m_before == u':';
    if (isColor || ((c == u'.' || c == u'#') && isName))
        return addAndGo(wordEnd(m_at + 1), isColor ? CodeToken::Number : CodeToken::Function);
    if ((c == u'@' || c == u'!') && isName)
        return addAndGo(wordEnd(m_at + 1), CodeToken::Keyword);
    if (c == u'$' && isName)
        return addAndGo(wordEnd(m_at + 1), CodeToken::Type);
    if (c == u'{')
        m_state.depth = quint16(std::min<int>(m_state.depth + 1, mostDepth));
    else if (c == u'}' && m_state.depth > 0)
        --m_state.depth;
    m_before = c;
    ++m_at;
}

// ---- files of names and values ---------------------------------------------------------------------

void LineLexer::readHead()
{
    if (m_language.family() == Family::Pairs)
        readPair();
    else if (m_language.family() == Family::Yaml)
        readYamlKey();
    else if (m_language.has(HasTargets))
        readTarget();
}

/// "[section]" or "name = value".
void LineLexer::readPair()
{
    qsizetype start = 0;
    while (start < m_size && isBlank(m_line[start].unicode()))
        ++start;
    if (at(start) == u'[') {
        qsizetype end = m_line.indexOf(u']', start);
        end = end < 0 ? m_size : end + (at(end + 1) == u']' ? 2 : 1);
        add(start, end, CodeToken::Keyword);
        m_at = end;
        return;
    }
    if (m_language.mayStart(at(start)))
        return;
    qsizetype end = start;
    while (end < m_size && m_line[end] != u'=' && m_line[end] != u':')
        ++end;
    if (end == m_size)
        return;
    add(start, end, CodeToken::Type);
    m_at = end + 1;
    m_before = u'=';
}

/// "- key: value"; a value may have colons that no blank follows.
void LineLexer::readYamlKey()
{
    if (isAt(0, u"---") || isAt(0, u"...") || at(0) == u'%')
        return addAndGo(m_size, CodeToken::Preprocessor);
    qsizetype start = 0;
    while (isBlank(at(start)) || (at(start) == u'-' && (isBlank(at(start + 1)) || start + 1 == m_size)))
        ++start;
    m_at = start;
    if (QStringView(u"#[{|>&*!").contains(QChar(at(start))) && at(start) != 0)
        return;
    const char16_t quote = at(start) == u'"' || at(start) == u'\'' ? at(start) : char16_t(0);
    qsizetype end = start + (quote != 0 ? 1 : 0);
    for (; end < m_size; ++end) {
        const char16_t c = m_line[end].unicode();
        if (quote != 0 && c == quote)
            break;
        if (quote == 0 && c == u':' && (end + 1 == m_size || isBlank(at(end + 1))))
            break;
        if (quote == 0 && c == u'#' && isBlank(at(end - 1)))
            return;
    }
    if (quote != 0 && at(++end) != u':')
        return;
    if (end >= m_size)
        return;
    add(start, end, CodeToken::Type);
    m_at = end + 1;
    m_before = u':';
}

/// "key: |" alone to its line end: deeper lines that follow are text.
void LineLexer::noteBlockScalar()
{
    qsizetype i = m_at + 1;
    while (i < m_size && (isDigit(at(i)) || at(i) == u'+' || at(i) == u'-'))
        ++i;
    while (i < m_size && isBlank(at(i)))
        ++i;
    if (i < m_size && at(i) != u'#')
        return;
    qsizetype indent = 0;
    while (indent < m_size && at(indent) == u' ')
        ++indent;
    m_state.open = BlockScalar;
    m_state.depth = quint16(std::min<qsizetype>(indent, mostDepth));
}

void LineLexer::goOnBlockScalar()
{
    qsizetype indent = 0;
    while (indent < m_size && isBlank(at(indent)))
        ++indent;
    if (indent == m_size || indent > m_state.depth)
        return addAndGo(m_size, CodeToken::String);
    m_state.open = Nothing;
    m_state.depth = 0;
}

void LineLexer::readTarget()
{
    if (m_size == 0 || isBlank(at(0)) || at(0) == u'#')
        return;
    const qsizetype colon = m_line.indexOf(u':');
    if (colon > 0 && at(colon + 1) != u'=' && !m_line.first(colon).contains(u'=')
        && !m_line.first(colon).contains(u'$'))
        addAndGo(colon, CodeToken::Function);
}

// ---- markup ----------------------------------------------------------------------------------------

void LineLexer::runMarkup()
{
    if (m_state.mode < Script)
        goOn();
    while (m_at < m_size) {
        if (m_state.mode == Text)
            stepText();
        else if (m_state.mode < Script)
            stepTag();
        else
            stepEmbedded();
    }
}

void LineLexer::stepText()
{
    const char16_t c = m_line[m_at].unicode();
    if (c == u'&') {
        constexpr qsizetype longest = 10;
        qsizetype end = m_at + 1;
        while (end < m_size && end - m_at < longest && (isWordPart(at(end)) || at(end) == u'#'))
            ++end;
        return at(end) == u';' ? addAndGo(end + 1, CodeToken::Number) : void(++m_at);
    }
    if (c != u'<') {
        while (m_at < m_size && m_line[m_at] != u'<' && m_line[m_at] != u'&')
            ++m_at;
        return;
    }
    if (at(m_at + 1) == u'!' && tryDelimited())
        return;
    const qsizetype name = at(m_at + 1) == u'/' || at(m_at + 1) == u'?' ? m_at + 2 : m_at + 1;
    const bool isDeclaration = at(name) == u'!' || at(name - 1) == u'?';
    if (!isDeclaration && !isWordStart(at(name)) && at(name) != u'>')
        return void(++m_at);
    qsizetype end = name + (at(name) == u'!' ? 1 : 0);
    while (end < m_size && (isWordPart(at(end)) || QStringView(u"-:.").contains(m_line[end])))
        ++end;
    const QStringView word = m_line.sliced(name, end - name);
    addAndGo(end, isDeclaration ? CodeToken::Preprocessor : CodeToken::Keyword);
    const bool opens = at(name - 1) == u'<';
    if (opens && word.compare(u"script", Qt::CaseInsensitive) == 0)
        m_state.mode = ScriptTag;
    else if (opens && word.compare(u"style", Qt::CaseInsensitive) == 0)
        m_state.mode = StyleTag;
    else
        m_state.mode = Tag;
}

void LineLexer::stepTag()
{
    const char16_t c = m_line[m_at].unicode();
    if (c == u'"' || c == u'\'') {
        tryDelimited();
    } else if (c == u'>' || (c == u'/' && at(m_at + 1) == u'>') || (c == u'?' && at(m_at + 1) == u'>')) {
        const qsizetype end = c == u'>' ? m_at + 1 : m_at + 2;
        const bool embeds = c == u'>' && m_state.mode != Tag;
        addAndGo(end, CodeToken::Keyword);
        m_state.mode = !embeds ? Text : m_state.mode == ScriptTag ? Script : Style;
    } else if (isWordStart(c) || c == u'@' || c == u':') {
        qsizetype end = m_at + 1;
        while (end < m_size && (isWordPart(at(end)) || QStringView(u"-:.@").contains(m_line[end])))
            ++end;
        addAndGo(end, CodeToken::Type);
    } else if (c == u'<') {
        m_state.mode = Text; // the tag was never closed
    } else {
        ++m_at;
    }
}

void LineLexer::stepEmbedded()
{
    static const CodeLanguage *const script = codeLanguage(u"javascript");
    static const CodeLanguage *const style = codeLanguage(u"css");
    const bool isScript = m_state.mode == Script;
    const quint8 mode = m_state.mode;
    const QStringView endTag = isScript ? QStringView(u"</script") : QStringView(u"</style");
    const qsizetype end = m_line.indexOf(endTag, m_at, Qt::CaseInsensitive);
    LineLexer inner(isScript ? *script : *style, m_line.first(end < 0 ? m_size : end), m_at, m_state,
                    m_spans);
    inner.run();
    m_at = end < 0 ? m_size : end;
    m_state.mode = mode;
    if (end >= 0)
        m_state = {};
}

// ---- differences -----------------------------------------------------------------------------------

CodeToken tokenOfDiffLine(QStringView line)
{
    constexpr std::array heads{QStringView(u"diff "),  QStringView(u"index "), QStringView(u"--- "),
                               QStringView(u"+++ "),   QStringView(u"new "),   QStringView(u"deleted "),
                               QStringView(u"rename ")};
    const auto begins = [line](QStringView head) { return line.startsWith(head); };
    if (std::any_of(heads.begin(), heads.end(), begins))
        return CodeToken::Preprocessor;
    if (line.startsWith(u"@@"))
        return CodeToken::Function;
    if (line.startsWith(u'+') || line.startsWith(u'>'))
        return CodeToken::String;
    if (line.startsWith(u'-') || line.startsWith(u'<'))
        return CodeToken::Keyword;
    return CodeToken::Plain;
}

} // namespace

const CodeLanguage *codeLanguage(QStringView name)
{
    static const QHash<QString, const CodeLanguage *> byName = [] {
        QHash<QString, const CodeLanguage *> names;
        for (const CodeLanguage &language : languages())
            for (const QStringView each : language.names())
                names.insert(each.toString(), &language);
        return names;
    }();
    constexpr qsizetype longest = 20;
    name = name.trimmed();
    return name.size() > longest ? nullptr : byName.value(name.toString().toLower());
}

QStringList codeLanguageNames()
{
    QStringList names;
    for (const CodeLanguage &language : languages())
        names += language.names().front().toString();
    return names;
}

std::vector<CodeSpan> highlightLine(const CodeLanguage &language, QStringView line, CodeState &state)
{
    constexpr qsizetype longest = std::numeric_limits<int>::max();
    line = line.first(std::min(line.size(), longest));
    std::vector<CodeSpan> spans;
    if (language.family() == Family::Diff) {
        const CodeToken token = tokenOfDiffLine(line);
        if (token != CodeToken::Plain && !line.isEmpty())
            spans.push_back({0, int(line.size()), token});
        return spans;
    }
    LineLexer lexer(language, line, 0, state, spans);
    if (language.family() == Family::Markup)
        lexer.runMarkup();
    else
        lexer.run();
    return spans;
}

} // namespace reasonglass
