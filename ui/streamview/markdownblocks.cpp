#include "streamview/markdownblocks.h"

#include "streamview/readablemath.h"

#include <QByteArray>
#include <QHash>

#include <algorithm>
#include <md4c.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int deepestNesting = 8; ///< deeper lists and quotes are drawn at this depth

/// Named character references that models use; others stay as they are written.
QString decodeEntity(QStringView entity)
{
    static const QHash<QStringView, char16_t> names{
        {u"amp", u'&'},       {u"lt", u'<'},     {u"gt", u'>'},     {u"quot", u'"'},  {u"apos", u'\''},
        {u"nbsp", u'\u00a0'}, {u"copy", u'©'},   {u"reg", u'®'},    {u"trade", u'™'}, {u"hellip", u'…'},
        {u"mdash", u'—'},     {u"ndash", u'–'},  {u"lsquo", u'‘'},  {u"rsquo", u'’'}, {u"ldquo", u'“'},
        {u"rdquo", u'”'},     {u"laquo", u'«'},  {u"raquo", u'»'},  {u"bull", u'•'},  {u"middot", u'·'},
        {u"times", u'×'},     {u"divide", u'÷'}, {u"plusmn", u'±'}, {u"deg", u'°'},   {u"euro", u'€'},
        {u"pound", u'£'},     {u"cent", u'¢'},   {u"sect", u'§'},   {u"para", u'¶'},  {u"larr", u'←'},
        {u"rarr", u'→'},      {u"uarr", u'↑'},   {u"darr", u'↓'},   {u"harr", u'↔'},  {u"le", u'≤'},
        {u"ge", u'≥'},        {u"ne", u'≠'},     {u"infin", u'∞'},  {u"micro", u'µ'}, {u"frac12", u'½'},
        {u"sup2", u'²'},      {u"sup3", u'³'},   {u"pi", u'π'},
    };
    if (entity.size() < 3)
        return entity.toString();
    const QStringView name = entity.sliced(1, entity.size() - 2);
    if (const auto found = names.constFind(name); found != names.cend())
        return QChar{*found};
    if (name.front() != u'#')
        return entity.toString();
    const bool hexadecimal = name.size() > 2 && (name.at(1) == u'x' || name.at(1) == u'X');
    bool ok = false;
    const uint code = hexadecimal ? name.sliced(2).toUInt(&ok, 16) : name.sliced(1).toUInt(&ok, 10);
    if (!ok || code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return QChar{QChar::ReplacementCharacter};
    return QString::fromUcs4(std::vector<char32_t>{static_cast<char32_t>(code)}.data(), 1);
}

QString attributeText(const MD_ATTRIBUTE &attribute)
{
    QString text;
    for (unsigned i = 0; attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
        const MD_OFFSET begin = attribute.substr_offsets[i];
        const MD_OFFSET end = attribute.substr_offsets[i + 1];
        const QString piece = QString::fromUtf8(attribute.text + begin, static_cast<qsizetype>(end - begin));
        if (attribute.substr_types[i] == MD_TEXT_ENTITY)
            text += decodeEntity(piece);
        else
            text += piece;
    }
    return text;
}

/// Builds items from md4c's calls.
class ItemBuilder
{
public:
    QList<MarkdownItem> take() { return std::move(m_items); }

    void enterBlock(MD_BLOCKTYPE type, void *detail);
    void leaveBlock(MD_BLOCKTYPE type);
    void enterSpan(MD_SPANTYPE type, void *detail);
    void leaveSpan(MD_SPANTYPE type);
    void text(MD_TEXTTYPE type, const QString &text);

private:
    struct List
    {
        bool ordered = false;
        uint number = 1;
        char delimiter = '.';
    };

    void enterItem(const MD_BLOCK_LI_DETAIL &detail);
    void leaveItem();
    void beginItem(MarkdownItem::Kind kind);
    void beginCell(const MD_BLOCK_TD_DETAIL &detail);
    void addRun(const QString &text);
    void toggle(MD_SPANTYPE type, bool on);

    QList<MarkdownItem> m_items;
    QList<List> m_lists;
    QString m_marker; ///< waits for the first paragraph of its item
    MarkdownItem::Task m_task = MarkdownItem::Task::None;
    int m_quoteDepth = 0;
    bool m_open = false; ///< text goes into the last item
    bool m_inCell = false;
    InlineStyle m_style;
    int m_bold = 0;
    int m_italic = 0;
    QStringList m_links;
    QStringList m_images;
    QString m_math;
};

void ItemBuilder::enterBlock(MD_BLOCKTYPE type, void *detail)
{
    switch (type) {
    case MD_BLOCK_QUOTE:
        ++m_quoteDepth;
        break;
    case MD_BLOCK_UL:
        m_lists.append(List{});
        break;
    case MD_BLOCK_OL: {
        const auto *list = static_cast<MD_BLOCK_OL_DETAIL *>(detail);
        m_lists.append({true, list->start, list->mark_delimiter});
        break;
    }
    case MD_BLOCK_LI:
        enterItem(*static_cast<MD_BLOCK_LI_DETAIL *>(detail));
        break;
    case MD_BLOCK_HR:
        beginItem(MarkdownItem::Kind::Rule);
        break;
    case MD_BLOCK_H:
        beginItem(MarkdownItem::Kind::Heading);
        m_items.last().level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL *>(detail)->level);
        break;
    case MD_BLOCK_CODE:
        beginItem(MarkdownItem::Kind::Code);
        m_items.last().language = attributeText(static_cast<MD_BLOCK_CODE_DETAIL *>(detail)->lang);
        break;
    case MD_BLOCK_P:
        beginItem(MarkdownItem::Kind::Paragraph);
        break;
    case MD_BLOCK_TABLE:
        beginItem(MarkdownItem::Kind::Table);
        break;
    case MD_BLOCK_TR:
        m_items.last().rows.append(QList<TableCell>{});
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        beginCell(*static_cast<MD_BLOCK_TD_DETAIL *>(detail));
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        break;
    }
}

void ItemBuilder::leaveBlock(MD_BLOCKTYPE type)
{
    switch (type) {
    case MD_BLOCK_QUOTE:
        --m_quoteDepth;
        m_open = false;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        m_lists.removeLast();
        m_open = false;
        break;
    case MD_BLOCK_LI:
        leaveItem();
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        m_inCell = false;
        break;
    case MD_BLOCK_HR:
    case MD_BLOCK_H:
    case MD_BLOCK_CODE:
    case MD_BLOCK_P:
    case MD_BLOCK_TABLE:
        m_open = false;
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR:
        break;
    }
}

void ItemBuilder::enterItem(const MD_BLOCK_LI_DETAIL &detail)
{
    List &list = m_lists.last();
    m_open = false;
    m_marker = list.ordered ? QString::number(list.number++) + QLatin1Char{list.delimiter} : u"•"_s;
    if (detail.is_task)
        m_task = detail.task_mark == ' ' ? MarkdownItem::Task::Open : MarkdownItem::Task::Done;
}

void ItemBuilder::leaveItem()
{
    if (!m_marker.isEmpty())
        beginItem(MarkdownItem::Kind::Paragraph); // an item without text is still an item
    m_open = false;
}

void ItemBuilder::beginItem(MarkdownItem::Kind kind)
{
    MarkdownItem item;
    item.kind = kind;
    item.quoteDepth = std::min(m_quoteDepth, deepestNesting);
    item.listDepth = std::min(static_cast<int>(m_lists.size()), deepestNesting);
    item.marker = std::exchange(m_marker, {});
    item.task = std::exchange(m_task, MarkdownItem::Task::None);
    m_items.append(std::move(item));
    m_open = true;
}

void ItemBuilder::beginCell(const MD_BLOCK_TD_DETAIL &detail)
{
    TableCell cell;
    if (detail.align == MD_ALIGN_CENTER)
        cell.alignment = Qt::AlignHCenter;
    else if (detail.align == MD_ALIGN_RIGHT)
        cell.alignment = Qt::AlignRight;
    m_items.last().rows.last().append(cell);
    m_inCell = true;
}

void ItemBuilder::enterSpan(MD_SPANTYPE type, void *detail)
{
    switch (type) {
    case MD_SPAN_A:
        m_links.append(attributeText(static_cast<MD_SPAN_A_DETAIL *>(detail)->href));
        break;
    case MD_SPAN_IMG:
        m_images.append(attributeText(static_cast<MD_SPAN_IMG_DETAIL *>(detail)->src));
        break;
    default:
        toggle(type, true);
    }
    m_style.link = m_links.isEmpty() ? QString{} : m_links.last();
}

void ItemBuilder::leaveSpan(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_A:
        m_links.removeLast();
        break;
    case MD_SPAN_IMG: {
        // A picture is never loaded: its alternative text stands there, and where it would come from.
        const QString address = m_images.takeLast();
        addRun(u" ("_s);
        const QString outer = std::exchange(m_style.link, address);
        addRun(address);
        m_style.link = outer;
        addRun(u")"_s);
        break;
    }
    default:
        toggle(type, false);
    }
    m_style.link = m_links.isEmpty() ? QString{} : m_links.last();
}

void ItemBuilder::toggle(MD_SPANTYPE type, bool on)
{
    switch (type) {
    case MD_SPAN_STRONG:
        m_bold += on ? 1 : -1;
        m_style.bold = m_bold > 0;
        break;
    case MD_SPAN_EM:
        m_italic += on ? 1 : -1;
        m_style.italic = m_italic > 0;
        break;
    case MD_SPAN_DEL:
        m_style.strike = on;
        break;
    case MD_SPAN_CODE:
        m_style.code = on;
        break;
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
        if (!on)
            addRun(readableMath(std::exchange(m_math, {})));
        m_style.math = on;
        break;
    case MD_SPAN_A:
    case MD_SPAN_IMG:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
        break;
    }
}

void ItemBuilder::text(MD_TEXTTYPE type, const QString &text)
{
    const bool code = m_open && m_items.last().kind == MarkdownItem::Kind::Code;
    if (code)
        m_items.last().plain += type == MD_TEXT_NULLCHAR ? QString{QChar::Null} : text;
    else if (m_style.math)
        m_math += type == MD_TEXT_SOFTBR || type == MD_TEXT_BR ? u" "_s : text;
    else if (type == MD_TEXT_ENTITY)
        addRun(decodeEntity(text));
    else if (type == MD_TEXT_BR)
        addRun(u"\n"_s);
    else if (type == MD_TEXT_SOFTBR)
        addRun(u" "_s);
    else if (type == MD_TEXT_NULLCHAR)
        addRun(QString{QChar::Null});
    else
        addRun(text);
}

void ItemBuilder::addRun(const QString &text)
{
    if (!m_open)
        beginItem(MarkdownItem::Kind::Paragraph); // text of a tight list item has no paragraph
    MarkdownItem &item = m_items.last();
    InlineText &runs = m_inCell && !item.rows.isEmpty() ? item.rows.last().last().text : item.text;
    if (!runs.isEmpty() && runs.last().style == m_style)
        runs.last().text += text;
    else
        runs.append({text, m_style});
}

ItemBuilder &builder(void *userData)
{
    return *static_cast<ItemBuilder *>(userData);
}

constexpr MD_PARSER parser{
    .abi_version = 0,
    .flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML | MD_FLAG_LATEXMATHSPANS,
    .enter_block =
        [](MD_BLOCKTYPE type, void *detail, void *data) {
            builder(data).enterBlock(type, detail);
            return 0;
        },
    .leave_block =
        [](MD_BLOCKTYPE type, void *, void *data) {
            builder(data).leaveBlock(type);
            return 0;
        },
    .enter_span =
        [](MD_SPANTYPE type, void *detail, void *data) {
            builder(data).enterSpan(type, detail);
            return 0;
        },
    .leave_span =
        [](MD_SPANTYPE type, void *, void *data) {
            builder(data).leaveSpan(type);
            return 0;
        },
    .text =
        [](MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data) {
            builder(data).text(type, QString::fromUtf8(text, static_cast<qsizetype>(size)));
            return 0;
        },
    .debug_log = nullptr,
    .syntax = nullptr,
};

bool exceedsLimits(QStringView source)
{
    if (source.size() > parseLimit)
        return true;
    int marks = 0;
    QChar last;
    for (const QChar c : source) {
        if (c != last && QStringView{u"*_`[]!<&$~@"}.contains(c))
            ++marks;
        last = c;
    }
    return marks > markLimit;
}

QList<MarkdownItem> plainItems(QStringView source)
{
    while (!source.isEmpty() && source.front() == u'\n')
        source = source.sliced(1);
    while (!source.isEmpty() && source.back().isSpace())
        source.chop(1);
    MarkdownItem item;
    item.kind = MarkdownItem::Kind::Plain;
    item.plain = source.toString();
    return source.isEmpty() ? QList<MarkdownItem>{} : QList<MarkdownItem>{item};
}

bool isTableDelimiter(QStringView line)
{
    return line.contains(u'-') && line.contains(u'|') && std::all_of(line.begin(), line.end(), [](QChar c) {
               return QStringView{u"|-: \t\r"}.contains(c);
           });
}

/// Rewrites what models write and md4c reads otherwise: `\(x\)` and `\[x\]` become dollar math, the
/// dollar of a price does not, table delimiters get the three dashes md4c 0.4 demands, and a link
/// definition is shown, because the blocks that may use it are read without it.
class SourcePreparer
{
public:
    explicit SourcePreparer(QStringView source)
        : m_source(source)
    {
        m_out.reserve(source.size() + 16);
    }

    QString prepare()
    {
        for (const QStringView line : m_source.tokenize(u'\n')) {
            if (m_first)
                m_first = false;
            else
                m_out += u'\n';
            addLine(line);
        }
        return std::move(m_out);
    }

private:
    void addLine(QStringView line)
    {
        QStringView content = line.trimmed();
        while (!content.isEmpty() && (content.front() == u'>' || content.front() == u' '))
            content = content.sliced(1);
        const bool fence = content.startsWith("```"_L1) || content.startsWith("~~~"_L1);
        if (fence)
            m_inFence = !m_inFence;
        const bool indentedCode = line.startsWith("    "_L1) || line.startsWith(u'\t');
        if (m_inFence || fence || (indentedCode && m_out.trimmed().isEmpty())) {
            m_out += line;
            return;
        }
        const bool delimiter = m_rowBefore && isTableDelimiter(content);
        m_rowBefore = content.contains(u'|');
        if (delimiter)
            addDelimiter(line);
        else
            addText(line, content.startsWith(u'[') && content.contains("]:"_L1) ? line.indexOf(u'[') : -1);
    }

    void addDelimiter(QStringView line)
    {
        QChar last;
        for (const QChar c : line) {
            m_out += c;
            if (c == u'-' && last != u'-')
                m_out += u"--"_s; // more dashes change nothing
            last = c;
        }
    }

    void addText(QStringView line, qsizetype escapeAt)
    {
        for (qsizetype i = 0; i < line.size();) {
            if (i == escapeAt)
                m_out += u'\\';
            i += addNext(line.sliced(i));
        }
    }

    /// Adds what \a text begins with. Returns how much of it is done.
    qsizetype addNext(QStringView text)
    {
        const QChar c = text.front();
        if (c == u'`')
            m_inCodeSpan = !m_inCodeSpan;
        if (!m_inCodeSpan && c == u'$')
            return addDollars(text);
        if (!m_inCodeSpan && c == u'\\' && text.size() > 1) {
            addEscaped(text.at(1));
            return 2;
        }
        m_out += c;
        return 1;
    }

    void addEscaped(QChar c)
    {
        if (c == u'(' || c == u')')
            m_out += u'$';
        else if (c == u'[' || c == u']')
            m_out += u"$$"_s;
        else
            m_out += u'\\' + QString{c};
    }

    /// Adds one or more dollars, or a whole formula. Returns how much of \a text is done.
    qsizetype addDollars(QStringView text)
    {
        if (text.startsWith("$$"_L1)) {
            m_out += u"$$"_s;
            return 2;
        }
        const qsizetype end = text.indexOf(u'$', 1);
        const bool formula = end > 1 && !text.at(1).isSpace() && !text.at(end - 1).isSpace()
            && text.at(end - 1) != u'\\' && (end + 1 == text.size() || !text.at(end + 1).isLetterOrNumber());
        if (!formula) {
            m_out += u"\\$"_s;
            return 1;
        }
        m_out += text.first(end + 1);
        return end + 1;
    }

    QStringView m_source;
    QString m_out;
    bool m_first = true;
    bool m_rowBefore = false; ///< the line before may be the head of a table
    bool m_inFence = false;
    bool m_inCodeSpan = false;
};

/// Numbers the top-level items of a list piece on from where the piece before it ended.
void renumber(QList<MarkdownItem> &items, int number)
{
    for (MarkdownItem &item : items) {
        if (item.listDepth == 1 && !item.marker.isEmpty() && item.marker.front().isDigit())
            item.marker = QString::number(number++) + item.marker.back();
    }
}

} // namespace

QList<MarkdownItem> parseMarkdown(QStringView source)
{
    if (exceedsLimits(source))
        return plainItems(source);
    const QByteArray utf8 = SourcePreparer{source}.prepare().toUtf8();
    ItemBuilder items;
    if (md_parse(utf8.constData(), static_cast<MD_SIZE>(utf8.size()), &parser, &items) != 0)
        return plainItems(source);
    return items.take();
}

QList<MarkdownItem> parseBlock(const SourceBlock &block, QStringView source)
{
    if (source.trimmed().isEmpty() && block.kind != SourceBlock::Kind::Code)
        return {};
    if (block.opening.isEmpty()) {
        QList<MarkdownItem> items = parseMarkdown(source);
        if (block.listNumber)
            renumber(items, *block.listNumber);
        return items;
    }
    const QString whole = block.opening + source;
    QList<MarkdownItem> items = parseMarkdown(whole);
    if (block.kind == SourceBlock::Kind::Code && !items.isEmpty())
        items.first().language.clear(); // the first piece says it
    return items;
}

} // namespace reasonglass
