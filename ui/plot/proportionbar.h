#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace reasonglass {

/// One bar, cut into the parts of a whole; each part has a pattern of its own and is named below the bar.
class ProportionBar : public QWidget
{
    Q_OBJECT

public:
    struct Part
    {
        QString name;
        qint64 amount = 0; ///< nothing is drawn for less than 1

        bool operator==(const Part &) const = default;
    };

    explicit ProportionBar(QWidget *parent = nullptr);

    void setParts(std::vector<Part> parts);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Label
    {
        QRect box; ///< left to right
        QString text;
        size_t part = 0;
    };

    qint64 whole() const;
    std::vector<Label> labels(int width) const;
    void fill(QPainter &painter, const QRectF &area, size_t part) const;
    std::vector<double> partWidths() const;
    int barHeight() const;

    std::vector<Part> m_parts;
};

} // namespace reasonglass
