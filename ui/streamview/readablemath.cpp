#include "streamview/readablemath.h"

#include <QHash>

#include <optional>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int deepestNesting = 12;

const QHash<QStringView, QStringView> &symbols()
{
    static const QHash<QStringView, QStringView> table{
        {u"alpha", u"α"},
        {u"beta", u"β"},
        {u"gamma", u"γ"},
        {u"delta", u"δ"},
        {u"epsilon", u"ε"},
        {u"varepsilon", u"ε"},
        {u"zeta", u"ζ"},
        {u"eta", u"η"},
        {u"theta", u"θ"},
        {u"iota", u"ι"},
        {u"kappa", u"κ"},
        {u"lambda", u"λ"},
        {u"mu", u"μ"},
        {u"nu", u"ν"},
        {u"xi", u"ξ"},
        {u"pi", u"π"},
        {u"rho", u"ρ"},
        {u"sigma", u"σ"},
        {u"tau", u"τ"},
        {u"phi", u"φ"},
        {u"varphi", u"φ"},
        {u"chi", u"χ"},
        {u"psi", u"ψ"},
        {u"omega", u"ω"},
        {u"Gamma", u"Γ"},
        {u"Delta", u"Δ"},
        {u"Theta", u"Θ"},
        {u"Lambda", u"Λ"},
        {u"Xi", u"Ξ"},
        {u"Pi", u"Π"},
        {u"Sigma", u"Σ"},
        {u"Phi", u"Φ"},
        {u"Psi", u"Ψ"},
        {u"Omega", u"Ω"},
        {u"times", u"×"},
        {u"cdot", u"·"},
        {u"div", u"÷"},
        {u"pm", u"±"},
        {u"mp", u"∓"},
        {u"le", u"≤"},
        {u"leq", u"≤"},
        {u"ge", u"≥"},
        {u"geq", u"≥"},
        {u"ne", u"≠"},
        {u"neq", u"≠"},
        {u"ll", u"≪"},
        {u"gg", u"≫"},
        {u"approx", u"≈"},
        {u"equiv", u"≡"},
        {u"sim", u"∼"},
        {u"propto", u"∝"},
        {u"infty", u"∞"},
        {u"sum", u"∑"},
        {u"prod", u"∏"},
        {u"int", u"∫"},
        {u"partial", u"∂"},
        {u"nabla", u"∇"},
        {u"in", u"∈"},
        {u"notin", u"∉"},
        {u"subset", u"⊂"},
        {u"subseteq", u"⊆"},
        {u"supset", u"⊃"},
        {u"cup", u"∪"},
        {u"cap", u"∩"},
        {u"emptyset", u"∅"},
        {u"forall", u"∀"},
        {u"exists", u"∃"},
        {u"neg", u"¬"},
        {u"land", u"∧"},
        {u"wedge", u"∧"},
        {u"lor", u"∨"},
        {u"vee", u"∨"},
        {u"to", u"→"},
        {u"rightarrow", u"→"},
        {u"leftarrow", u"←"},
        {u"Rightarrow", u"⇒"},
        {u"implies", u"⇒"},
        {u"iff", u"⇔"},
        {u"Leftrightarrow", u"⇔"},
        {u"mapsto", u"↦"},
        {u"ldots", u"…"},
        {u"cdots", u"⋯"},
        {u"dots", u"…"},
        {u"circ", u"∘"},
        {u"oplus", u"⊕"},
        {u"otimes", u"⊗"},
        {u"mid", u"∣"},
        {u"parallel", u"∥"},
        {u"perp", u"⊥"},
        {u"angle", u"∠"},
        {u"therefore", u"∴"},
        {u"because", u"∵"},
        {u"lfloor", u"⌊"},
        {u"rfloor", u"⌋"},
        {u"lceil", u"⌈"},
        {u"rceil", u"⌉"},
        {u"langle", u"⟨"},
        {u"rangle", u"⟩"},
        {u"prime", u"′"},
        {u"hbar", u"ℏ"},
        {u"ell", u"ℓ"},
        {u"quad", u"  "},
        {u"qquad", u"    "},
        {u"left", u""},
        {u"right", u""},
        {u"displaystyle", u""},
        {u"limits", u""},
        {u"big", u""},
        {u"Big", u""},
        {u"log", u"log"},
        {u"ln", u"ln"},
        {u"exp", u"exp"},
        {u"sin", u"sin"},
        {u"cos", u"cos"},
        {u"tan", u"tan"},
        {u"max", u"max"},
        {u"min", u"min"},
        {u"lim", u"lim"},
        {u"gcd", u"gcd"},
        {u"det", u"det"},
        {u"bmod", u"mod"},
        {u"ast", u"∗"},
        {u"star", u"⋆"},
    };
    return table;
}

/// The digits and signs that have a raised or lowered form of their own.
std::optional<QString> shifted(QStringView text, QStringView from, QStringView to)
{
    QString result;
    for (const QChar c : text) {
        const qsizetype i = from.indexOf(c);
        if (i < 0)
            return std::nullopt;
        result += to.at(i);
    }
    return result;
}

class MathReader
{
public:
    explicit MathReader(QStringView source, int depth = 0)
        : m_source(source)
        , m_depth(depth)
    { }

    QString read()
    {
        QString out;
        while (m_at < m_source.size())
            out += next();
        return out;
    }

private:
    QString next()
    {
        const QChar c = m_source.at(m_at++);
        switch (c.unicode()) {
        case u'\\':
            return command();
        case u'^':
            return script(u"^", u"0123456789+-=()ni", u"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ");
        case u'_':
            return script(u"_", u"0123456789+-=()aeijkmnx", u"₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₓ");
        case u'~':
            return u" "_s;
        default:
            return c;
        }
    }

    QString command()
    {
        const qsizetype begin = m_at;
        while (m_at < m_source.size() && QChar::isLetter(m_source.at(m_at).unicode()))
            ++m_at;
        const QStringView name = m_source.sliced(begin, m_at - begin);
        if (name.isEmpty())
            return escapedSign();
        if (const auto found = symbols().constFind(name); found != symbols().cend())
            return found->toString();
        if (m_depth < deepestNesting && m_at < m_source.size() && m_source.at(m_at) == u'{')
            return commandWithArgument(name);
        return u'\\' + name.toString();
    }

    QString escapedSign()
    {
        if (m_at == m_source.size())
            return u"\\"_s;
        const QChar sign = m_source.at(m_at++);
        if (QStringView{u"{}%$&#_"}.contains(sign))
            return sign;
        if (QStringView{u",;: "}.contains(sign))
            return u" "_s;
        if (sign == u'!')
            return {};
        return sign == u'\\' ? u"; "_s : u'\\' + QString{sign};
    }

    QString commandWithArgument(QStringView name)
    {
        if (name == "frac"_L1 || name == "dfrac"_L1 || name == "tfrac"_L1) {
            const QString above = grouped(argument());
            return above + u'/' + grouped(argument());
        }
        if (name == "sqrt"_L1)
            return u"√"_s + grouped(argument());
        if (name == "boxed"_L1)
            return u"[ "_s + argument() + u" ]"_s;
        if (name.startsWith("text"_L1) || name.startsWith("math"_L1) || name == "operatorname"_L1
            || name == "mbox"_L1)
            return argument();
        return u'\\' + name.toString();
    }

    QString script(QStringView sign, QStringView from, QStringView to)
    {
        if (m_at == m_source.size() || m_depth >= deepestNesting)
            return sign.toString();
        const QString text = argument();
        if (const std::optional<QString> moved = shifted(text, from, to))
            return *moved;
        return sign.toString() + (text.size() > 1 ? u'(' + text + u')' : text);
    }

    /// One group in braces, one command or one character, made readable.
    QString argument()
    {
        if (m_at == m_source.size())
            return {};
        if (m_source.at(m_at) != u'{')
            return next();
        const qsizetype begin = ++m_at;
        int open = 1;
        while (m_at < m_source.size() && open > 0) {
            const QChar c = m_source.at(m_at++);
            open += c == u'{' ? 1 : (c == u'}' ? -1 : 0);
        }
        const qsizetype end = open == 0 ? m_at - 1 : m_at;
        return MathReader{m_source.sliced(begin, end - begin), m_depth + 1}.read();
    }

    static QString grouped(const QString &text)
    {
        return text.size() == 1 || (!text.isEmpty() && text.front().isDigit() && text.toLongLong() > 0)
            ? text
            : u'(' + text + u')';
    }

    QStringView m_source;
    qsizetype m_at = 0;
    int m_depth = 0;
};

} // namespace

QString readableMath(QStringView source)
{
    return MathReader{source}.read().simplified();
}

} // namespace reasonglass
