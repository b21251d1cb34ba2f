#pragma once

#include <QStringList>
#include <QStringView>

#include <vector>

namespace reasonglass {

/// What a stretch of code is, as far as colour goes.
enum class CodeToken { Plain, Keyword, Type, String, Number, Comment, Function, Preprocessor };

/// A coloured stretch of a line, in UTF-16 units.
struct CodeSpan
{
    int start = 0;
    int length = 0;
    CodeToken token = CodeToken::Plain;

    bool operator==(const CodeSpan &) const = default;
};

/// How a language is coloured; see codeLanguage().
class CodeLanguage;

/// What a lexer knows at the end of a line; equal states colour what follows equally. A new one stands at
/// the start of a text.
struct CodeState
{
    quint8 open = 0;   ///< 1 + the comment or string of the language that goes on; 0: none
    quint8 mode = 0;   ///< where in a tag, rule or embedded script the line ended
    quint16 depth = 0; ///< of nested comments and rules; marks or indentation that end a raw string
    quint32 tag = 0;   ///< of the word that ends a here-document or raw string

    bool operator==(const CodeState &) const = default;
};

/// The language that a fence names, by any of its usual names, in any case; lives as long as the program.
/// nullptr: not known, no colour. Any thread.
const CodeLanguage *codeLanguage(QStringView name);

/// One name of each language there is.
QStringList codeLanguageNames();

/// Colours \a line, which comes without its line end and follows what left \a state, and brings \a state to
/// its end. Takes time linear in the line for any text, and colours at most some thousand stretches of it.
/// The spans ascend, do not touch what is Plain, and do not overlap.
std::vector<CodeSpan> highlightLine(const CodeLanguage &language, QStringView line, CodeState &state);

} // namespace reasonglass
