#include "streamview/codelanguage.h"

namespace reasonglass {

namespace {

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

} // namespace

const std::vector<CodeLanguage> &codeLanguages()
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

} // namespace reasonglass
