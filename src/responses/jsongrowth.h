#pragma once

#include <QString>
#include <QStringView>

#include <optional>
#include <vector>

namespace reasonglass {

enum class JsonKind { Object, Array, String, Number, Boolean, Null };

/// Something that is known of a JSON text by now. Steps come in the order of the text: an object or an array
/// is opened, then come its values, then it is closed. With the names and indexes of the values that are open
/// around it, a step has a path.
struct JsonStep
{
    enum class What {
        Opened, ///< an object or an array has begun
        Value,  ///< a string, number, boolean or null is complete
        Closed, ///< the object or array that was opened last and is not closed yet is complete
    };
    What what = What::Value;
    JsonKind kind = JsonKind::Null;
    int depth = 0;        ///< 0: the top value
    QString name = {};    ///< of a member of an object, cut like text; not said again when closed
    qsizetype index = -1; ///< of an entry of an array; -1: a member, or the top value
    /// A string without quotes and escapes, anything else as it was written; empty for objects and arrays.
    /// What is longer than JsonGrowth::longestText is cut there: `length` tells, and the whole is in the text
    /// from `begin` on.
    QString text = {};
    qsizetype length = 0; ///< of the text before it was cut
    qsizetype begin = 0;  ///< where the value begins in all that arrived, in UTF-16 code units
    qsizetype end = 0;    ///< behind its last character; where it begins for what was only opened

    bool operator==(const JsonStep &) const = default;
};

/// Why a text cannot be read on.
struct JsonFault
{
    enum class Reason {
        Unexpected,       ///< a character that cannot stand here
        BadEscape,        ///< a backslash that means nothing
        ControlCharacter, ///< within a string, as a line break that is not escaped
        BadNumber,
        BadWord, ///< neither true, false nor null
        TooDeep, ///< more than JsonGrowth::deepest objects and arrays within one another
    };
    Reason reason = Reason::Unexpected;
    qsizetype at = 0; ///< in all that arrived, in UTF-16 code units
    int line = 1;     ///< counts from 1
    int column = 1;   ///< counts from 1, in UTF-16 code units

    bool operator==(const JsonFault &) const = default;
};

/// Reads a JSON text (RFC 8259) while it is still arriving. The steps are the same however the text is cut;
/// each character is looked at once. What stands before the first { or [ is skipped: prose, a fence. After
/// the value that begins there nothing is read any more, nor after a fault.
class JsonGrowth
{
public:
    static constexpr int deepest = 200;
    static constexpr qsizetype longestText = 4096; ///< UTF-16 code units of a value or a name that are kept

    /// What is known now that was not before.
    std::vector<JsonStep> append(QStringView piece);

    bool hasBegun() const { return m_state != State::Seeking; }
    bool isComplete() const { return m_state == State::Complete; }
    const std::optional<JsonFault> &fault() const { return m_fault; }
    /// Where the top value is in all that arrived; `end` is where reading has come to while it is not
    /// complete.
    qsizetype begin() const { return m_topBegin; }
    qsizetype end() const { return m_at; }

private:
    enum class State {
        Seeking,      ///< the top value has not begun
        Value,        ///< a value must come
        FirstValue,   ///< a value, or the end of an empty array
        Name,         ///< a member's name must come
        FirstName,    ///< a member's name, or the end of an empty object
        Colon,        ///< between a name and its value
        Next,         ///< after a value: a comma or an end
        String,       ///< within quotes
        Escape,       ///< after a backslash
        CodeUnit,     ///< within the four digits of \u
        NumberSign,   ///< after the minus
        NumberZero,   ///< after a leading zero
        NumberWhole,  ///< among the digits before the point
        NumberPoint,  ///< after the point
        NumberPart,   ///< among the digits behind it
        NumberE,      ///< after the e
        NumberESign,  ///< after the sign behind it
        NumberEDigit, ///< among the digits of the exponent
        Word,         ///< within true, false, null
        Complete,
        Failed,
    };
    struct Level
    {
        JsonKind kind = JsonKind::Object;
        qsizetype begin = 0;
        qsizetype values = 0;
    };
    using Steps = std::vector<JsonStep>;

    void read(char16_t c, Steps &steps);
    void seek(char16_t c, Steps &steps);
    void readBetween(char16_t c, Steps &steps);
    void beginValue(char16_t c, Steps &steps);
    void readName(char16_t c, Steps &steps);
    void readNext(char16_t c, Steps &steps);
    qsizetype takePlain(QStringView rest);
    void readString(char16_t c, Steps &steps);
    void readEscape(char16_t c);
    void readCodeUnit(char16_t c);
    bool readNumber(char16_t c, Steps &steps);
    void readWord(char16_t c, Steps &steps);
    void open(JsonKind kind, Steps &steps);
    void close(Steps &steps);
    void beginString();
    void beginText(JsonKind kind, State state, char16_t first);
    void keep(QStringView text);
    void endText(qsizetype end, Steps &steps);
    JsonStep placed(JsonStep step);
    void fail(JsonFault::Reason reason);

    State m_state = State::Seeking;
    std::vector<Level> m_levels;
    JsonKind m_kind = JsonKind::Null; ///< of the value that is being read
    bool m_isName = false;            ///< the string that is being read is a name
    QString m_name;                   ///< of the value that is being read or comes next
    QString m_text;                   ///< of the value or name that is being read
    qsizetype m_length = 0;           ///< of it, with what was not kept
    qsizetype m_begin = 0;            ///< of it
    int m_digits = 0;                 ///< of \u that have come
    char16_t m_unit = 0;              ///< their value
    qsizetype m_at = 0;               ///< characters that have been read
    qsizetype m_topBegin = 0;
    int m_line = 1;
    qsizetype m_lineBegin = 0;
    std::optional<JsonFault> m_fault;
};

} // namespace reasonglass
