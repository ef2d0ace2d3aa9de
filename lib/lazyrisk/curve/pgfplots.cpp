#include "lazyrisk/curve/pgfplots.hpp"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <utility>

#include "lazyrisk/curve/drawing.hpp"

namespace lazyrisk {
namespace {

const std::unordered_map<std::string, std::string>& commands() {
    static const std::unordered_map<std::string, std::string> table = [] {
        std::unordered_map<std::string, std::string> t{
            {"\\", "\\textbackslash{}"}, {"~", "\\textasciitilde{}"}, {"^", "\\textasciicircum{}"},
            {"{", "\\{"}, {"}", "\\}"}, {"_", "\\_"}, {"#", "\\#"}, {"$", "\\$"}, {"%", "\\%"}, {"&", "\\&"},
            {"<", "$<$"}, {">", "$>$"}, {"|", "$|$"}, {"\"", "''"}, {"−", "$-$"}, {"∞", "$\\infty$"},
            {"≤", "$\\le$"}, {"≥", "$\\ge$"}, {"≈", "$\\approx$"}, {"≠", "$\\ne$"}, {"×", "$\\times$"},
            {"·", "$\\cdot$"}, {"±", "$\\pm$"}, {"→", "$\\to$"}, {"√", "$\\surd$"}, {"∝", "$\\propto$"},
            {"ℓ", "$\\ell$"}, {"∂", "$\\partial$"}, {"∈", "$\\in$"}, {"²", "$^{2}$"}, {"³", "$^{3}$"}, {"¹", "$^{1}$"},
            {"⋆", "$\\star$"}, {"‖", "$\\|$"}, {"≪", "$\\ll$"}, {"≫", "$\\gg$"}, {"∼", "$\\sim$"}, {"…", "\\dots{}"}};
        const std::array lower{"α", "alpha", "β", "beta", "γ", "gamma", "δ", "delta", "ε", "varepsilon", "ζ", "zeta",
                               "η", "eta", "θ", "theta", "ι", "iota", "κ", "kappa", "λ", "lambda", "μ", "mu", "ν", "nu",
                               "ξ", "xi", "π", "pi", "ρ", "rho", "σ", "sigma", "τ", "tau", "υ", "upsilon",
                               "φ", "varphi", "ϕ", "phi", "χ", "chi", "ψ", "psi", "ω", "omega", "Γ", "Gamma",
                               "Δ", "Delta", "Θ", "Theta", "Λ", "Lambda", "Ξ", "Xi", "Π", "Pi", "Σ", "Sigma",
                               "Φ", "Phi", "Ψ", "Psi", "Ω", "Omega", "µ", "mu"};
        for (std::size_t i = 0; i < lower.size(); i += 2) t[lower[i]] = fmt::format("$\\{}$", lower[i + 1]);
        const std::array below{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
        for (std::size_t i = 0; i < below.size(); ++i) t[below[i]] = fmt::format("$_{{{}}}$", i);
        const std::array above{"⁰", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻", "⁺", "ⁿ", "ᵏ", "ᵈ"};
        const std::array meant{"0", "4", "5", "6", "7", "8", "9", "-", "+", "n", "k", "d"};
        for (std::size_t i = 0; i < above.size(); ++i) t[above[i]] = fmt::format("$^{{{}}}$", meant[i]);
        return t;
    }();
    return table;
}

std::string axis_options(const Axis& axis, const Range& range, char name) {
    return fmt::format("  {0}label={{{1}}}, {0}mode={2}, {0}min={3:.9g}, {0}max={4:.9g},\n", name,
                       latex_text(axis.label), axis.log ? "log" : "linear", range.from, range.to);
}

}  // namespace

std::string latex_text(const std::string& text) {
    std::string out;
    char script = ' ';  // ^ or _ where the last character was one
    for (std::size_t at = 0, size = 0; at < text.size(); at += size) {
        size = 1;
        while (at + size < text.size() && (text[at + size] & 0xC0) == 0x80) ++size;
        const std::string character = text.substr(at, size);
        const auto command = commands().find(character);
        const bool raised = command != commands().end() && command->second.starts_with("$^{");
        const bool lowered = command != commands().end() && command->second.starts_with("$_{");
        const char before = std::exchange(script, raised ? '^' : lowered ? '_' : ' ');
        if (script != ' ' && script == before)  // one script of two characters, not two scripts
            out.replace(out.size() - 2, 2, command->second.substr(3));
        else if (command != commands().end()) out += command->second;
        else out += size == 1 && static_cast<unsigned char>(character[0]) < ' ' ? " " : character;
    }
    // $a$$_1$ is one formula: without this TeX would see the end of it and the start of a display.
    for (std::size_t at = 0; (at = out.find("$$", at)) != std::string::npos;)
        if (at == 0 || out[at - 1] != '\\') out.erase(at, 2);
        else ++at;
    return out;
}

std::string pgfplots_picture(const Figure& figure) {
    const Window view = window(figure);
    const Legend key = legend(figure);
    const double width = figure.width_cm - (key.entries > 0 && key.right ? key.width_cm : 0);
    const double plot_width = width - 1.6;
    const auto marks = place_marks(figure, view, plot_width);
    int mark_rows = 0;
    for (const PlacedMark& m : marks) mark_rows = std::max(mark_rows, m.row + 1);
    const double below = key.entries > 0 && !key.right ? 0.15 + 0.42 * key.rows : 0;
    const double plot_height = figure.height_cm - 1.4 - below - 0.38 * mark_rows - (figure.title.empty() ? 0 : 0.6) -
                               (figure.note.empty() ? 0 : 0.8);

    std::string s = "% Needs \\usepackage{pgfplots} and \\pgfplotsset{compat=1.16} or later.\n\\begin{tikzpicture}\n";
    for (int c = 0; c < 7; ++c)
        s += fmt::format("\\definecolor{{curve{0}}}{{HTML}}{{{1}}}\\definecolor{{limit{0}}}{{HTML}}{{{2}}}\n", c, palette(c), limit_palette(c));
    s += fmt::format("\\begin{{axis}}[\n  width={:.3f}cm, height={:.3f}cm, scale only axis,\n"
                     "  axis lines=left, axis line style={{-}},\n", plot_width, std::max(plot_height, 2.0));
    s += axis_options(figure.x, view.x, 'x') + axis_options(figure.y, view.y, 'y');
    s += "  label style={font=\\small}, tick label style={font=\\footnotesize}, tick align=outside, grid=major,\n"
         "  grid style={black!12, very thin}, clip mode=individual, unbounded coords=jump, legend cell align=left,\n";
    s += fmt::format("  legend style={{draw=none, fill=none, font=\\footnotesize, {}}}]\n",
                     key.right ? "at={(1.02,1)}, anchor=north west"
                               : fmt::format("at={{(0.5,-{:.3f})}}, anchor=north, legend columns={}, "
                                             "/tikz/every even column/.append style={{column sep=6pt}}",
                                             1.15 / std::max(plot_height, 2.0), key.columns));
    if (!figure.title.empty())
        s += fmt::format("\\node[anchor=south west, inner sep=0pt, yshift={:.3f}cm] at (rel axis cs:0,1) {{{}}};\n",
                         0.2 + 0.38 * mark_rows, latex_text(figure.title));
    for (const PlacedMark& m : marks) {
        s += fmt::format("\\draw[black!45, thin] ({{axis cs:{0:.9g},0}} |- {{rel axis cs:0,0}}) -- "
                         "({{axis cs:{0:.9g},0}} |- {{rel axis cs:0,1}})\n"
                         "  node[anchor=base, font=\\scriptsize, text=black!60, yshift={1:.3f}cm] {{{2}}};\n",
                         m.x, 0.12 + 0.38 * m.row, latex_text(m.label));
    }
    static constexpr std::array shapes{"*", "square*", "triangle*", "diamond*", "pentagon*", "o", "square"};
    for (const Series& series : figure.series) {
        const int colour = (series.colour % 7 + 7) % 7;
        const bool points = series.style == Series::Style::points, bars = points && !series.error.empty();
        s += fmt::format("\\addplot[curve{}, {}{}{}] coordinates {{\n", colour,
                         points ? fmt::format("only marks, mark={}, mark size=1.3pt", shapes[std::size_t(colour)])
                         : series.style == Series::Style::dashed ? fmt::format("dashed, semithick, line join=round, draw=limit{}", colour)
                                                                 : std::string("thick, line join=round"),
                         series.label.empty() ? ", forget plot" : "",
                         bars ? ", error bars/.cd, error mark=none, y dir=both, y explicit" : "");
        bool first = true;
        for (const auto& piece : visible(series, figure, view)) {
            if (!first) s += fmt::format("({:.9g},nan)\n", piece.front().x);
            first = false;
            for (const Point& p : piece) {
                s += fmt::format("({:.9g},{:.9g})", p.x, p.y);
                if (bars) s += fmt::format(" += (0,{:.9g}) -= (0,{:.9g})", p.high - p.y, p.y - p.low);
                s += '\n';
            }
        }
        if (first) s += fmt::format("({:.9g},nan)\n", view.x.from);
        s += "};\n";
        if (!series.label.empty()) s += fmt::format("\\addlegendentry{{{}}}\n", latex_text(series.label));
    }
    s += "\\end{axis}\n";
    if (!figure.note.empty())
        s += fmt::format("\\node[anchor=north west, font=\\scriptsize, text=black!65, align=left, text width={:.3f}cm] "
                         "at (current bounding box.south west) {{{}}};\n",
                         figure.width_cm - 0.8, latex_text(figure.note));
    return s + "\\end{tikzpicture}\n";
}

}  // namespace lazyrisk
