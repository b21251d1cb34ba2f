#include "streamview/codehighlight.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

namespace {

char letterOf(CodeToken token)
{
    switch (token) {
    case CodeToken::Plain:
        return '.';
    case CodeToken::Keyword:
        return 'k';
    case CodeToken::Type:
        return 't';
    case CodeToken::String:
        return 's';
    case CodeToken::Number:
        return 'n';
    case CodeToken::Comment:
        return 'c';
    case CodeToken::Function:
        return 'f';
    case CodeToken::Preprocessor:
        return 'p';
    }
    return '?';
}

/// A letter for each character of \a code, its lines as in \a code.
QString painted(const CodeLanguage &language, const QString &code)
{
    QStringList lines;
    CodeState state;
    for (const QString &line : code.split(u'\n')) {
        QString letters(line.size(), u'.');
        for (const CodeSpan &span : highlightLine(language, line, state))
            letters.replace(span.start, span.length, QString(span.length, QLatin1Char(letterOf(span.token))));
        lines += letters;
    }
    return lines.join(u'\n');
}

/// All that a caller may rely on.
bool isSound(const std::vector<CodeSpan> &spans, qsizetype size)
{
    qsizetype end = 0;
    for (const CodeSpan &span : spans) {
        if (span.start < end || span.length <= 0 || span.token == CodeToken::Plain)
            return false;
        end = span.start + span.length;
    }
    return end <= size;
}

} // namespace

class CodeHighlightTest : public QObject
{
    Q_OBJECT

private slots:
    void colours_data();
    void colours();
    void knowsLanguagesByAnyName_data();
    void knowsLanguagesByAnyName();
    void unknownNamesHaveNoLanguage();
    void everyLanguageIsSoundOnAnyText();
    void aCutLineKeepsWhatStandsBeforeTheCut();
    void equalStatesColourAlike();
    void hostileLinesTakeLinearTime_data();
    void hostileLinesTakeLinearTime();
    void aLineHasBoundedlyManySpans();
};

void CodeHighlightTest::colours_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("expected");

    const auto row = [](const char *name, const char *language, const char *code, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(language) << QString::fromUtf8(code)
                            << QString::fromUtf8(expected);
    };
    row("C++ statement", "cpp", "const int n = 0x1F'00u; // two", "kkkkk.ttt.....nnnnnnnn..cccccc");
    row("C++ comment over lines", "cpp", "a /* b\n/* c\n*/ return", "..cccc\ncccc\ncc.kkkkkk");
    row("C++ comment ends itself", "cpp", "/*/ a */ if", "cccccccc.kk");
    row("C++ comment marks in a string", "cpp", "\"// /*\" 1", "sssssss.n");
    row("C++ escapes", "cpp", R"("a\"b" '\'' '\\' 1)", "ssssss.ssss.ssss.n");
    row("C++ unterminated string ends with its line", "cpp", "\"abc\nint", "ssss\nttt");
    row("C++ string goes on behind a backslash", "cpp", "\"abc\\\nint\" 1", "sssss\nssss.n");
    row("C++ raw string", "cpp", "R\"x(a \" )y\"\n)\" )x\" 1", "sssssssssss\nssssss.n");
    row("C++ raw string without a tag", "cpp", "u8R\"(\\\")\" if", "sssssssss.kk");
    row("C++ directives", "cpp", "#include <vector>\n  # define X \"s\"",
        "pppppppp.ssssssss\n..pppppppp...sss");
    row("C++ types and calls", "cpp", "Widget w = make(x_t, Foo(1))", "tttttt.....ffff.ttt..ttt.n..");
    row("C++ members are not keywords", "cpp", "a.new b.Call()", "........ffff..");
    row("C++ numbers", "cpp", "1.5e-3f 0b01 .5 1..2", "nnnnnnn.nnnn.nn.n.nn");
    row("C# verbatim string", "cs", "@\"a\\\"\"b\n\" 1", "sssssss\ns.n");
    row("Java text block", "java", "\"\"\"\n \" \\\"\"\" x\n\"\"\" 1", "sss\nsssssssss\nsss.n");
    row("Kotlin comments nest", "kotlin", "/* /* */ if */ if", "cccccccccccccc.kk");
    row("Go raw string", "go", "`a\\` + `\nb` 1", "ssss...s\nss.n");
    row("Rust lifetime beside character", "rust", "&'a T 'b' '\\'' '\xF0\x9F\x98\x80'",
        ".tt...sss.ssss.ssss");
    row("Rust raw string", "rust", "r##\"a \"# b\"\n\"## 1", "sssssssssss\nsss.n");
    row("Rust attribute and macro", "rust", "#[derive(Debug)]\nprintln!(\"x\")",
        "pppppppppppppppp\nffffffff.sss.");
    row("Swift hash string", "swift", "#\"a\" b\"# 1", "ssssssss.n");
    row("JavaScript template", "js", "`a ${b}\n\\` c` 1", "sssssss\nsssss.n");
    row("JavaScript regular expression", "js", "x = /[/\"]\\//g; a / b / 2", "....sssssssss..........n");
    row("JavaScript unended regular expression", "js", "x = / 'a'", "......sss");
    row("TypeScript", "ts", "let a: string = foo<Bar>(1)", "kkk....tttttt.......ttt..n.");
    row("PHP", "php", "echo $a_b . 'x' # c", "kkkk.tttt...sss.ccc");
    row("PHP here-document", "php", "$a = <<<EOT\nif\nEOT;\nif", "tt.........\nss\nsss.\nkk");
    row("Python triple quotes", "python", "x = r\"\"\"a\n\"b\" ''' \\\"\n\"\"\" if",
        "....sssss\nssssssssss\nsss.kk");
    row("Python definition", "py",
        "@app.route(\"/\")\nasync def go(x: int):", "pppppppppp.sss.\nkkkkk.kkk.ff....ttt..");
    row("Python prefixes", "python", "rb'\\'' f\"x\" b", "ssssss.ssss..");
    row("Python unterminated", "python", "'it\nif", "sss\nkk");
    row("Ruby here-document", "ruby", "x = <<~SQL\n select 'a\n SQL\nif", "..........\nssssssssss\n.sss\nkk");
    row("Ruby appends", "ruby", "a << b\nif", "......\nkk");
    row("Bash words", "bash", "if [ -n \"$x\" ]; then # c", "kk......ssss....kkkk.ccc");
    row("Bash variables", "bash", "echo ${a#b} $1 $# a#b", "ffff.tttttt.tt.tt....");
    row("Bash single quotes", "sh", "'a\\' b 'c\nd'", "ssss...ss\nss");
    row("Bash here-document", "sh", "cat <<'EOF' > x\nif 'a\nEOF\nif", "fff...sssss....\nsssss\nsss\nkk");
    row("Bash here-string and shift", "sh", "a <<< EOF\n((x << EOF))\nif", ".........\n............\nkk");
    row("SQL in any case", "sql", "Select 'it''s' From t -- c", "kkkkkk.sssssss.kkkk...cccc");
    row("JSON keys", "json", "{\"a\\\"b\" : \"c\", \"d\": [1.5e3, true]}",
        ".tttttt...sss..ttt...nnnnn..kkkk..");
    row("YAML", "yaml", "- key: it's # c\n  n: 12\n  s: 'a''b'\n  u: http://x",
        "..ttt.......ccc\n..t..nn\n..t..ssssss\n..t..........");
    row("YAML block", "yaml", "a: |\n  if: x\n\n  y\nb: true", "t...\nsssssss\n\nsss\nt..kkkk");
    row("TOML", "toml", "[a.b] # c\nx = \"y\"\nz = '''\na\n'''", "kkkkk.ccc\ntt..sss\ntt..sss\ns\nsss");
    row("INI", "ini", "[s]\nname=it's true\n; c", "kkk\ntttt......kkkk\nccc");
    row("HTML", "html", "<!-- a\n--> <b class=\"x\">&amp; 'y'</b>", "cccccc\nccc.kk.ttttt.sssknnnnn....kkkk");
    row("HTML tag over lines", "html", "<a\n href='x\ny'> t < u", "kk\n.tttt.ss\nssk......");
    row("HTML script", "html", "<script>let a = '<'\n/* b\n*/</SCRIPT><p>let",
        "kkkkkkkkkkk.....sss\ncccc\ncckkkkkkkkkkkk...");
    row("HTML style", "html", "<style>a { b: 1px }</style>c: d", "kkkkkkkk...t..nnn..kkkkkkkk....");
    row("CSS", "css", ".a:hover { color: #fff; /* c */\nmargin: 1px 50% } @media x",
        "ff.kkkkk...ttttt..nnnn..ccccccc\ntttttt..nnn.nnn...kkkkkk.k");
    row("Lua long brackets", "lua", "--[=[ a\n]] ]=] x = [[\nif]] 1", "ccccccc\ncccccc.....ss\nssss.n");
    row("Lua comment", "lua", "x --[ a", "..ccccc");
    row("Haskell", "haskell", "foldl' f' x {- a {- b -}\n-} where 'c'",
        "............cccccccccccc\ncc.kkkkk.sss");
    row("R", "r", "x <- c(TRUE, 'a') # b", ".....f.kkkk..sss..ccc");
    row("CMake", "cmake", "if(WIN32) # a\nset(x \"${y}\" ${z})", "kk........ccc\nfff...ssssss.tttt.");
    row("Makefile", "make", "all: a # b\n\techo $(X) $@", "fff....ccc\n......tttt.tt");
    row("Dockerfile", "dockerfile", "FROM x as run\nRUN run # c", "kkkk.........\nkkk.....ccc");
    row("diff", "diff", "--- a\n@@ 1 @@\n+x\n-y\n z", "ppppp\nfffffff\nss\nkk\n..");
}

void CodeHighlightTest::colours()
{
    QFETCH(QString, language);
    QFETCH(QString, code);
    QFETCH(QString, expected);
    const CodeLanguage *known = codeLanguage(language);
    QVERIFY(known);
    QCOMPARE(painted(*known, code), expected);
}

void CodeHighlightTest::knowsLanguagesByAnyName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("same");
    QTest::newRow("alias") << u"py"_s << u"python"_s;
    QTest::newRow("case") << u"JavaScript"_s << u"js"_s;
    QTest::newRow("blanks") << u" C++ "_s << u"cpp"_s;
    QTest::newRow("shell") << u"zsh"_s << u"bash"_s;
    QTest::newRow("markup") << u"XML"_s << u"html"_s;
}

void CodeHighlightTest::knowsLanguagesByAnyName()
{
    QFETCH(QString, name);
    QFETCH(QString, same);
    QVERIFY(codeLanguage(name));
    QCOMPARE(codeLanguage(name), codeLanguage(same));
}

void CodeHighlightTest::unknownNamesHaveNoLanguage()
{
    QVERIFY(!codeLanguage(u""));
    QVERIFY(!codeLanguage(u"text"));
    QVERIFY(!codeLanguage(u"c c"));
    QVERIFY(!codeLanguage(QString(100'000, u'c')));
}

void CodeHighlightTest::everyLanguageIsSoundOnAnyText()
{
    const QStringList pieces{u"\""_s,
                             u"'"_s,
                             u"`"_s,
                             u"\"\"\""_s,
                             u"'''"_s,
                             u"/*"_s,
                             u"*/"_s,
                             u"//"_s,
                             u"#"_s,
                             u"##\""_s,
                             u"r#"_s,
                             u"R\"x("_s,
                             u")x\""_s,
                             u"--[["_s,
                             u"]]"_s,
                             u"[==["_s,
                             u"{-"_s,
                             u"-}"_s,
                             u"<!--"_s,
                             u"-->"_s,
                             u"<script>"_s,
                             u"</script>"_s,
                             u"<a b="_s,
                             u">"_s,
                             u"<<EOF"_s,
                             u"EOF"_s,
                             u"\\"_s,
                             u"$"_s,
                             u"${"_s,
                             u"@x"_s,
                             u": |"_s,
                             u"- k: "_s,
                             u"  "_s,
                             u"\t"_s,
                             u"if"_s,
                             u"Foo("_s,
                             u"1.5e-3"_s,
                             u"\u00e9"_s,
                             u"\U0001f600"_s,
                             QString(QChar(0xd83d)),
                             QString(QChar(0)),
                             u"&amp;"_s,
                             u"{"_s,
                             u"}"_s,
                             u"/"_s,
                             u"="_s,
                             u"\n"_s,
                             u"\n"_s,
                             u"\n"_s};
    QRandomGenerator random(4711);
    for (const QString &name : codeLanguageNames()) {
        const CodeLanguage *language = codeLanguage(name);
        QVERIFY2(language, qPrintable(name));
        for (int round = 0; round < 200; ++round) {
            QString code;
            const int count = random.bounded(60);
            for (int i = 0; i < count; ++i)
                code += pieces.at(random.bounded(int(pieces.size())));
            CodeState state;
            for (const QString &line : code.split(u'\n')) {
                const auto spans = highlightLine(*language, line, state);
                QVERIFY2(isSound(spans, line.size()), qPrintable(name + u": "_s + code));
            }
        }
    }
}

/// While a line is being typed, its colours come from the left: only the word at the cut may change.
void CodeHighlightTest::aCutLineKeepsWhatStandsBeforeTheCut()
{
    const QString line = u"const auto text = QString(\"a \\\" b\") + 0x1f; // that is all"_s;
    const CodeLanguage *language = codeLanguage(u"cpp");
    const QString whole = painted(*language, line);
    for (int cut = 0; cut < line.size(); ++cut) {
        const QString part = painted(*language, line.left(cut));
        int word = cut;
        while (word > 0 && (line[word - 1].isLetterOrNumber() || line[word - 1] == u'/'))
            --word;
        QCOMPARE(part.left(word), whole.left(word));
    }
}

void CodeHighlightTest::equalStatesColourAlike()
{
    const CodeLanguage *language = codeLanguage(u"python");
    CodeState byString;
    CodeState byComment;
    highlightLine(*language, u"x = '''a", byString);
    highlightLine(*language, u"something(else) '''", byComment);
    QCOMPARE(byString, byComment);
    QCOMPARE(highlightLine(*language, u"b''' if", byString), highlightLine(*language, u"b''' if", byComment));
    QCOMPARE(byString, CodeState());
    QCOMPARE(byComment, CodeState());
}

void CodeHighlightTest::hostileLinesTakeLinearTime_data()
{
    QTest::addColumn<QString>("piece");
    for (const char *piece : {"\"",
                              "'",
                              "\"'",
                              "`",
                              "\"\"\"",
                              "\\",
                              "/",
                              "= /",
                              "= /[",
                              "#",
                              "r#",
                              "r#\"",
                              "#[",
                              "[=",
                              "]=",
                              "--[=",
                              "R\"",
                              "R\"a(",
                              ")a",
                              ")",
                              "<<A",
                              "<< ",
                              "${",
                              "$",
                              "@a.",
                              "/*",
                              "/*/",
                              "{-",
                              "<",
                              "<a ",
                              "<a>",
                              "<!",
                              "<!--",
                              "&a",
                              "&",
                              "<script>",
                              "<script></script>",
                              "</script",
                              "a:",
                              "a: ",
                              "- ",
                              ": |",
                              "{",
                              "a{b:",
                              "a",
                              "\xC3\xA9",
                              "1.",
                              "1e+",
                              "0x",
                              "'\\",
                              "(",
                              "((",
                              " ",
                              "\t\"",
                              "\" :",
                              "a(",
                              "::",
                              "--",
                              "-"})
        QTest::newRow(piece) << QString::fromUtf8(piece);
}

/// A quadratic lexer needs minutes for these; a linear one a few milliseconds for each language.
void CodeHighlightTest::hostileLinesTakeLinearTime()
{
    QFETCH(QString, piece);
    const bool isQuote = piece == u"\"";
    const QString line = piece.repeated((isQuote ? 200'000 : 60'000) / piece.size());
    for (const QString &name : codeLanguageNames()) {
        QElapsedTimer timer;
        timer.start();
        CodeState state;
        QVERIFY(isSound(highlightLine(*codeLanguage(name), line, state), line.size()));
        QVERIFY2(timer.elapsed() < 1000, qPrintable(name + u": "_s + QString::number(timer.elapsed())));
    }
}

void CodeHighlightTest::aLineHasBoundedlyManySpans()
{
    CodeState state;
    const QString line = u"1 "_s.repeated(100'000) + u"/* open"_s;
    const auto spans = highlightLine(*codeLanguage(u"js"), line, state);
    QVERIFY(spans.size() <= 5000);
    QVERIFY(state != CodeState()); // and yet the comment that goes on is known
    state = {};
    highlightLine(*codeLanguage(u"js"), u"1"_s, state);
    QCOMPARE(state, CodeState());
}

QTEST_APPLESS_MAIN(CodeHighlightTest)
#include "tst_codehighlight.moc"
