#include "bench/report.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

void report(const QString &bench, qint64 n, const QString &metric, double value)
{
    const QJsonObject line{{u"bench"_s, bench}, {u"n"_s, n}, {u"metric"_s, metric}, {u"value"_s, value}};
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return values[values.size() / 2];
}

double cpuSeconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace reasonglass::bench
