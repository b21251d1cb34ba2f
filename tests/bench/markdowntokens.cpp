#include "bench/markdowntokens.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

class MarkdownAuthor
{
public:
    QString section()
    {
        QString text = heading();
        for (int blocks = between(2, 6); blocks > 0; --blocks)
            text += block();
        return text;
    }

private:
    int between(int least, int most) { return m_random.bounded(least, most + 1); }
    bool chance(double of) { return m_random.generateDouble() < of; }
    QString word()
    {
        static const QStringList words =
            u"the of and to in is that for with as on are this be by it from or an can model data function "
            "system value method result when each which between memory cache thread queue signal latency "
            "throughput analysis argument evidence claim premise conclusion context window token stream "
            "buffer protocol server client response request handler layout render block document paragraph "
            "however therefore because consider following example implementation performance measurement "
            "approximately significant distribution hypothesis experiment parameter configuration interface "
            "abstraction dependency versioning compatibility naïve café Übergang 数据 模型 → ≥"_s.split(u' ');
        return words.at(m_random.bounded(words.size()));
    }
    QString words(int count)
    {
        QStringList all;
        for (int i = 0; i < count; ++i)
            all += word();
        return all.join(u' ');
    }
    QString styled(const QString &word)
    {
        const double chance = m_random.generateDouble();
        if (chance < 0.03)
            return u"**"_s + word + u' ' + this->word() + u"**"_s;
        if (chance < 0.06)
            return u'`' + word + u'_' + this->word() + u"()`"_s;
        if (chance < 0.07)
            return u'*' + word + u'*';
        if (chance < 0.075)
            return u'[' + word + u"](https://example.org/"_s + word + u')';
        return word;
    }
    QString sentence()
    {
        QStringList all;
        for (int count = between(8, 24); count > 0; --count)
            all += styled(word()) + (chance(0.07) ? u","_s : QString());
        QString text = all.join(u' ') + u'.';
        text[0] = text.at(0).toUpper();
        return text;
    }
    QString heading() { return QString(between(2, 4), u'#') + u' ' + words(between(2, 6)) + u"\n\n"_s; }
    QString paragraph()
    {
        QStringList sentences;
        for (int count = between(2, 6); count > 0; --count)
            sentences += sentence();
        return sentences.join(u' ') + u"\n\n"_s;
    }
    QString list(bool ordered)
    {
        QString text;
        for (int i = 0, count = between(3, 8); i < count; ++i) {
            const QString mark = ordered ? QString::number(i + 1) + u". "_s : u"- "_s;
            text += (i > 0 && !ordered && chance(0.2) ? u"  "_s : QString()) + mark + sentence() + u'\n';
        }
        return text + u'\n';
    }
    QString code()
    {
        static const QStringList languages{u"python"_s, u"cpp"_s, u"rust"_s, u"json"_s, u"bash"_s};
        QString text = u"```"_s + languages.at(m_random.bounded(languages.size())) + u'\n';
        for (int lines = between(5, 30); lines > 0; --lines) {
            const QStringList forms{
                u"%1_%2 = %3(%4, \"%2\")"_s, u"for %1 in range(%4):"_s,
                u"return %1.%2(%3)"_s,       u"// %1 %2 %3"_s,
                u"if (%1 <= %2_%3) {"_s,     u"}"_s,
            };
            QString line = forms.at(m_random.bounded(forms.size()));
            line.replace(u"%1"_s, word()).replace(u"%2"_s, word()).replace(u"%3"_s, word());
            line.replace(u"%4"_s, QString::number(between(0, 999)));
            text += QString(4 * between(0, 3), u' ') + line + u'\n';
        }
        return text + u"```\n\n"_s;
    }
    QString table()
    {
        const int columns = between(2, 5);
        const auto row = [&]() -> QString {
            QStringList cells;
            for (int i = 0; i < columns; ++i)
                cells += words(between(1, 4));
            return u"| "_s + cells.join(u" | "_s) + u" |\n"_s;
        };
        QString text = row() + u'|' + u"---|"_s.repeated(columns) + u'\n';
        for (int rows = between(3, 8); rows > 0; --rows)
            text += row();
        return text + u'\n';
    }
    QString block()
    {
        const double kind = m_random.generateDouble() * 20;
        if (kind < 10)
            return paragraph();
        if (kind < 13)
            return list(false);
        if (kind < 15)
            return list(true);
        if (kind < 18)
            return code();
        if (kind < 19.2)
            return table();
        return u"> "_s + sentence() + u"\n\n"_s;
    }

    QRandomGenerator m_random{7};
};

QStringList cutIntoTokens(const QString &text)
{
    static const QRegularExpression token(
        uR"(```\w*\n?| ?[A-Za-z]{1,7}|[A-Za-z]{1,5}| ?[^\sA-Za-z]{1,3}|\n+| {2,}|\s)"_s);
    QStringList tokens;
    for (auto matches = token.globalMatch(text); matches.hasNext();)
        tokens += matches.next().captured();
    return tokens;
}

} // namespace

QStringList markdownTokens(int count)
{
    MarkdownAuthor author;
    QStringList tokens;
    while (tokens.size() < count)
        tokens += cutIntoTokens(author.section());
    tokens.resize(count);
    return tokens;
}

QStringList tokensOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qUtf8Printable(name));
    const QByteArray content = file.readAll();
    if (!name.endsWith(".json"_L1))
        return cutIntoTokens(QString::fromUtf8(content));
    QStringList tokens;
    const QJsonArray array = QJsonDocument::fromJson(content).array();
    for (const QJsonValue &token : array)
        tokens += token.toString();
    return tokens;
}

} // namespace reasonglass::bench
