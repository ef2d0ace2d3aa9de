#include "lazyrisk/report/formulas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/mathml.hpp"

namespace lazyrisk::report {
namespace {

/// One line of the chapter. The TeX of `formulas` stands in docs/theory.md below that number, letter for letter but for \text (a test
/// looks).
struct Formula {
    std::string number;  ///< "5.2", or "5": before the first number of that section
    std::string title;
    std::vector<std::string> formulas;
    std::string words;  ///< HTML after the formulas; $...$ is a formula
};

const std::vector<Formula> estimator{
    {"2.1",
     "Estimator",
     {R"(\hat a=\arg\min_a\sum_{i\le n}(y_i-f(x_i))^2+\lambda|a|^2)", R"(f(x)=p^{-1/2}\sum_{j\le p}a_js(\langle w_j,x\rangle))"},
     "Inputs $x$ uniform on the sphere $|x|=\\sqrt d$, weights $w_j$ uniform on the unit sphere and fixed; as $p\\to\\infty$ this is "
     "kernel ridge regression."}};

const Formula total{
    "2.2", "Ridge, convention total", {R"(\sum(\cdot)^2+\lambda\lvert a\rvert^2)"}, "What the theory needs is $\\rho=\\lambda/n$."};
const Formula mean{"2.2",
                   "Ridge, convention mean",
                   {R"(\frac1n\sum(\cdot)^2+r\lvert a\rvert^2)"},
                   "The ridge given is $r$; the total ridge is $\\lambda=n\\,r$, and $\\rho=r$."};
const Formula mei_montanari{
    "2.2",
    "Ridge, convention mei-montanari",
    {R"(\frac1n\sum(\cdot)^2+\frac{pr}d\lvert a'\rvert^2)"},
    "The ridge given is $r$, for features without $p^{-1/2}$; the total ridge is $\\lambda=(n/d)\\,r$, and $\\rho=r/d$."};

const Formula levels{"3.1",
                     "Spectrum",
                     {R"(\xi_k=g_k^2/B)"},
                     "Degree $k$ of the activation has the amplitude $g_k=E[s(x)q_k(x)]$ (1.4) and $B(d,k)$ harmonics (1.1); a level has "
                     "the mass $M$ and the eigenvalue $s$."};

const std::vector<Formula> fixed_point{
    {"4", "Sum over the spectrum", {R"(T(\nu)=\sum_iM_i/(s_i+\nu))"}, ""},
    {"4.1", "Fixed point", {R"(\rho=\nu\,w_1w_2)", R"(w_1=1-T/p)", R"(w_2=1-T/n)"}, "The largest root $\\nu$ is the effective ridge."}};

const std::vector<Formula> risk{
    {"5",
     "Sums over levels",
     {R"(q_i=\dfrac\nu{s_i+\nu})", R"(e=\nu\sum_i\frac{M_i}{(s_i+\nu)^2})", R"(D_2=\sum_i\frac{M_is_i}{(s_i+\nu)^2})", R"(h=w_1+\frac ep)",
      R"(b_2=\sum_iE_iq_i^2+E_{un})", R"(b_q=\sum_iE_iq_iL_i)"},
     "and $L_i=1-q_i$; $E_i$ is the energy of the target in level $i$, $E_{un}$ what is never learned, $s_2$ the variance of the noise."},
    {"5.1", "Derivative of the ridge", {R"(D=w_1w_2+e\left(\dfrac{w_1}n+\dfrac{w_2}p\right))"}, ""},
    {"5.2", "Bias", {R"(\text{bias}=\dfrac1D\Big[b_2\,h+\dfrac ep\,b_q\Big])"}, ""},
    {"5.3",
     "Variance",
     {R"(\text{variance}=\dfrac{s_2}D\Big[\dfrac{D_2h}n+ \dfrac{e^2}{np}\Big])"},
     "Excess risk = bias + variance; test error = excess risk $+\\,s_2$."},
    {"5.4", "Training error", {R"(\frac1n\sum_i(y_i-\hat f(x_i))^2=w_2^2\,(\text{bias}+\text{variance}+s_2))"}, ""}};

const Formula sources{"6.5",
                      "Sources of the error",
                      {R"(V_W=b_q\dfrac{e/p}h)"},
                      "and the other parts of (6.1) to (6.5): data, features, their interaction, noise."};
const Formula ensemble{"6.6",
                       "Ensembles",
                       {R"(R_K=R_\infty+(R_1-R_\infty)/K)", R"(R_\infty=\dfrac{b_2+s_2}{G_2}-s_2)"},
                       "for $K$ predictors with fresh features on the same data; $G_2=1-\\dfrac{D_2}n$."};
const std::vector<Formula> tangents{
    {"10.7",
     "Neural tangents: blocks",
     {R"(\Delta_k=\frac{\xi_{\perp,k}}{1+a}+v_k^\top(1+G)^{-1}v_k)"},
     "takes the place of the eigenvalue of degree $k$ at finite width."},
    {"10.8", "Neural tangents: samples", {R"(n=\dfrac\lambda\nu+D(\nu))", R"(D=\sum_kB\dfrac{\Delta_k}{\Delta_k+\nu})"}, ""}};
const Formula in_time{"13.1",
                      "Training time",
                      {R"(\psi(a)=\frac a{a+\delta}\big(1-e^{-t(a+\delta)}\big))"},
                      "is what gradient flow has learned of eigenvalue $a$ at time $t$; the risk is the double contour integral (13.2) of "
                      "two-point equivalents (13.6)."};
const Formula score{"8.5",
                    "Verdict",
                    {R"(z=(\text{mean}-\text{theory})/se)"},
                    "Student’s $t$, adjusted for the number of points by Holm’s method; what is significant but within the tolerance is an "
                    "effect of finite size."};

const std::vector<Formula> training{
    {"14.1",
     "Trained network",
     {R"(f(x)=N^{-1/2}\sum_{j\le N}a_js(\langle w_j,x\rangle))"},
     "Beside it, along the same steps, its own linearization (14.4) and the network of infinite width (14.5); gaps are root mean square "
     "differences on fresh points."},
    {"14.3", "Gradient descent", {R"(\theta\leftarrow\theta-\frac\eta n\sum_i(f(x_i)-y_i)\nabla f(x_i))"}, ""}};
const Formula density{"13.15",
                      "Density of eigenvalues",
                      {R"(\varrho(s)=-\dfrac1\pi\,\mathrm{Im}\,\dfrac1{\nu w_1})"},
                      "from the fixed point at $\\lambda/n=-s+i0$; bulks, edges and masses: (13.12) to (13.14)."};
const Formula neurons{"14", "Neurons and infinitely many samples", {}, "What N neurons leave of a target: formulas (14.9) to (14.16)."};

/// Words with $...$ as HTML with formulas.
std::string with_math(const std::string& words) {
    std::string out;
    bool inside = false;
    for (std::size_t begin = 0; begin <= words.size();) {
        const std::size_t end = std::min(words.find('$', begin), words.size());
        const std::string part = words.substr(begin, end - begin);
        out += inside ? mathml(part) : escaped(part);
        inside = !inside;
        begin = end + 1;
    }
    return out;
}

std::string html(const Formula& f) {
    std::string out =
        fmt::format("<div class=\"formula\" data-number=\"{}\"><h3>{} <span class=\"number\">{}</span></h3>\n<div class=\"display\">",
                    f.number, escaped(f.title), f.number.find('.') == std::string::npos ? "section " + f.number : "(" + f.number + ")");
    for (const std::string& tex : f.formulas) out += mathml(tex, MathStyle::display) + "\n";
    out += "</div>";
    if (!f.words.empty()) out += "<p>" + with_math(f.words) + "</p>";
    return out + "</div>\n";
}

/// The values that a field has in the problems of all figures.
std::set<std::string> values(const ResultFolder& result, const std::string& field) {
    std::set<std::string> out;
    for (const ResultFigure& figure : result.figures) {
        for (const auto& entry : figure.problems)
            if (const std::string word = entry.contains("problem") ? word_of(entry.at("problem"), field) : ""; !word.empty())
                out.insert(word);
        for (const std::string& swept : figure.swept({"theory", "limit", "simulation", "x", "y"}))
            if (swept == field) out.insert("swept");
    }
    return out;
}

}  // namespace

std::string html_of_formulas(const ResultFolder& result) {
    const auto any = [&](const auto& holds) { return std::any_of(result.figures.begin(), result.figures.end(), holds); };
    const auto has = [](const char* ending) { return [ending](const ResultFigure& f) { return !f.file(ending).empty(); }; };
    const std::set<std::string> conventions = values(result, "ridge_convention"), models = values(result, "model");
    std::vector<Formula> list;
    const auto add = [&](const std::vector<Formula>& more) { list.insert(list.end(), more.begin(), more.end()); };
    if (!conventions.empty()) {  // problems with a ridge: risks and densities
        add(estimator);
        for (const auto& [name, formula] :
             {std::pair<const char*, Formula>{"total", total}, {"mean", mean}, {"mei-montanari", mei_montanari}})
            if (conventions.count(name)) list.push_back(formula);
    }
    if (!values(result, "activation").empty()) list.push_back(levels);
    if (!conventions.empty()) {
        add(fixed_point);
        add(risk);
    }
    if (any([](const ResultFigure& f) { return f.y.starts_with("sources."); })) list.push_back(sources);
    std::set<std::string> members = values(result, "ensemble");
    members.erase("1");
    if (!members.empty()) list.push_back(ensemble);
    if (models.count("neural-tangent")) add(tangents);
    if (!values(result, "time").empty() || !values(result, "steps").empty() ||
        any([](const ResultFigure& f) { return f.y == "oracle_error"; }))
        list.push_back(in_time);
    if (any(has("-bulks.csv"))) list.push_back(density);
    if (any(has("-training.csv"))) add(training);
    if (any([](const ResultFigure& f) { return f.y == "nn" || f.y == "rf" || f.y.starts_with("nt"); })) list.push_back(neurons);
    if (any(has("-simulation.csv"))) list.push_back(score);
    std::string out =
        "<p>Numbers in brackets are those of the theory page (<code>docs/theory.md</code>), which has proofs, sources and where each "
        "formula is weak. Every formula is written in reciprocals of sizes, so that " +
        mathml(R"(d=\infty)") + ", " + mathml(R"(p=\infty)") + " and ridge 0 are values of it.</p>\n";
    for (const Formula& f : list) out += html(f);
    return out;
}

}  // namespace lazyrisk::report
