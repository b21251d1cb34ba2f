#include "ui/words/importwords.h"

#include "base/visibletext.h"
#include "ui/words/words.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass::words {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("words", text, nullptr, n);
}

/// Titles and file names are other people's: none of them hides, reorders or crowds out the rest.
QString shown(const QString &text)
{
    constexpr qsizetype longest = 60;
    const QString visible = visibleText(text.simplified());
    return visible.size() > longest ? visible.left(longest - 1) + u'…' : visible;
}

QString fileName(const QString &path)
{
    return shown(QFileInfo(path).fileName());
}

QString title(const ImportedFile &file)
{
    return file.title.isEmpty() ? fileName(file.path) : shown(file.title);
}

bool isStopped(const ImportedFile &file)
{
    return !file.outcome && file.outcome.error().code == "cancelled"_L1;
}

/// Which line is wrong stands in the message; what the library says has a sentence of its own.
QString problem(const ImportedFile &file)
{
    const Error &error = file.outcome.error();
    const QString why =
        error.kind == ErrorKind::Usage ? visibleText(error.message) + u'.' : errorSentence(error);
    return tr("%1 was not imported: %2").arg(fileName(file.path), why);
}

QString problemAndAdvice(const ImportedFile &file)
{
    const QString advice = errorAdvice(file.outcome.error());
    return advice.isEmpty() ? problem(file) : problem(file) + u' ' + advice;
}

QString outcomeOfOne(const ImportedFile &file)
{
    if (isStopped(file))
        return tr("%1 was not imported: you have stopped it.").arg(fileName(file.path));
    if (!file.outcome)
        return problemAndAdvice(file);
    if (file.outcome->isNew)
        return tr("Imported “%1” from %2.").arg(title(file), fileName(file.path));
    if (file.outcome->inTrash)
        return tr("“%1” was in the trash and is back in the library.").arg(title(file));
    return tr("“%1” was in the library already.").arg(title(file));
}

} // namespace

QString importProgress(const ImportProgress &progress)
{
    QString text = progress.bytes < progress.size
        ? tr("Reading %1: %2 of %3").arg(fileName(progress.path), bytes(progress.bytes), bytes(progress.size))
        : tr("Putting %1 into the library…").arg(fileName(progress.path));
    if (progress.files > 1)
        text = tr("File %1 of %2. ").arg(progress.file).arg(progress.files) + text;
    return text;
}

QString importOutcome(const std::vector<ImportedFile> &files)
{
    if (files.size() == 1)
        return outcomeOfOne(files.front());
    const auto count = [&](auto is) { return int(std::ranges::count_if(files, is)); };
    const int fresh = count([](const ImportedFile &file) { return file.outcome && file.outcome->isNew; });
    const int there = count([](const ImportedFile &file) { return file.outcome && !file.outcome->isNew; });
    const int stopped = count(isStopped);
    const int bad = int(files.size()) - fresh - there - stopped;
    QStringList sentences{fresh == 1 ? tr("1 analysis imported.") : tr("%n analyses imported.", fresh)};
    if (there > 0)
        sentences +=
            there == 1 ? tr("1 was in the library already.") : tr("%n were in the library already.", there);
    if (stopped > 0)
        sentences += tr("You have stopped the rest.");
    if (bad > 0) {
        const auto isBad = [](const ImportedFile &file) { return !file.outcome && !isStopped(file); };
        sentences += problemAndAdvice(*std::ranges::find_if(files, isBad));
    }
    if (bad > 1)
        sentences += bad == 2 ? tr("Another one is bad, too.") : tr("%n others are bad, too.", bad - 1);
    return sentences.join(u' ');
}

QString importProblems(const std::vector<ImportedFile> &files)
{
    constexpr qsizetype mostLines = 20;
    QStringList lines;
    for (const ImportedFile &file : files) {
        if (!file.outcome && !isStopped(file) && lines.size() < mostLines)
            lines += problem(file);
    }
    return lines.join(u'\n');
}

} // namespace reasonglass::words
