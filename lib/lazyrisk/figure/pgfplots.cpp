// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/pgfplots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "lazyrisk/figure/drawing.hpp"
#include "lazyrisk/table/latex_text.hpp"

namespace lazyrisk {
namespace {

std::string axis_options(const Axis& axis, const AxisRange& range, char name) {
    std::string ticks;
    for (const double v : short_log_ticks(axis, range)) ticks += fmt::format("{}{:.9g}", ticks.empty() ? "" : ",", v);
    return fmt::format("  {0}label={{{1}}}, {0}mode={2}, {0}min={3:.9g}, {0}max={4:.9g},{5}\n", name,
                       latex_text(axis.label), axis.log ? "log" : "linear", range.from, range.to,
                       ticks.empty() ? "" : fmt::format(" {0}tick={{{1}}}, {0}ticklabels={{{1}}},", name, ticks));
}

/// What the picture reads, a column a name, of unequal lengths.
class Data {
public:
    void add(const std::string& name, std::vector<std::string> cells) {
        rows_ = std::max(rows_, cells.size());
        columns_.emplace_back(name, std::move(cells));
    }
    [[nodiscard]] std::string csv(const std::string& comments) const {
        std::string text = comments;
        for (std::size_t c = 0; c < columns_.size(); ++c) text += (c ? "," : "") + columns_[c].first;
        text += '\n';
        for (std::size_t row = 0; row < rows_; ++row) {
            for (std::size_t c = 0; c < columns_.size(); ++c) {
                const auto& cells = columns_[c].second;
                text += (c ? "," : "") + (row < cells.size() ? cells[row] : "nan");
            }
            text += '\n';
        }
        return text;
    }

private:
    std::vector<std::pair<std::string, std::vector<std::string>>> columns_;
    std::size_t rows_ = 0;
};

/// Cells of a series; pieces are parted by a row without a y.
struct Cells {
    std::vector<std::string> x, y, plus, minus;

    Cells(const DrawnSeries& series, const Figure& figure, const Window& view) {
        const auto text = [](double v) { return fmt::format("{:.9g}", v); };
        const auto add = [&](const std::string& at, const std::string& value, const std::string& up,
                             const std::string& down) {
            x.push_back(at), y.push_back(value), plus.push_back(up), minus.push_back(down);
        };
        for (const auto& piece : visible(series, figure, view)) {
            if (!x.empty() && !piece.empty()) add(text(piece.front().x), "nan", "0", "0");
            for (const Point& p : piece) add(text(p.x), text(p.y), text(p.high - p.y), text(p.y - p.low));
        }
        if (x.empty()) add(text(view.x.from), "nan", "0", "0");
    }
};

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return text;
}

bool titled(const Figure& figure) { return !figure.bare && !figure.title.empty(); }

/// Where things stand in the picture.
struct PgfplotsLayout {
    Window view;
    Legend key;
    double width, height;  ///< of the plot, in cm
    std::vector<PlacedMark> marks;
    int mark_rows = 0;

    explicit PgfplotsLayout(const Figure& figure)
        : view(window(figure)),
          key(legend(figure, view)),
          width(figure.width_cm - key.beside_cm() - 1.6),
          marks(place_marks(figure, view, width)) {
        for (const PlacedMark& m : marks) mark_rows = std::max(mark_rows, m.row + 1);
        height = std::max(2.0, figure.height_cm - 1.4 - key.below_cm() - 0.38 * mark_rows - (titled(figure) ? 0.6 : 0) -
                                   0.36 * double(note_lines(figure).size()));
    }
};

/// What LaTeX needs, what is read, what a caption says of a bare figure, and the colours.
std::string preamble(const Figure& figure, const std::string& data_name) {
    std::string s = "% Needs \\usepackage{pgfplots} and \\pgfplotsset{compat=1.16} or later.\n";
    if (!figure.embedded)
        s += fmt::format(
            "% Reads {}; where that is in another folder: \\pgfplotsset{{table/search path={{FOLDER}}}}.\n", data_name);
    if (figure.bare)
        for (const std::string& text : {figure.title, figure.note})
            if (!text.empty()) s += "% " + one_line(text) + "\n";
    s += "\\begin{tikzpicture}\n";
    for (int c = 0; c < 7; ++c)
        s += fmt::format("\\definecolor{{curve{0}}}{{HTML}}{{{1}}}\\definecolor{{limit{0}}}{{HTML}}{{{2}}}\n", c,
                         palette(c), limit_palette(c));
    return s;
}

std::string legend_place(const Legend& key, double plot_height) {
    if (key.place == Legend::Place::inside)
        return fmt::format("at={{({},{})}}, anchor={} {}", key.east ? "0.98" : "0.02", key.top ? "0.98" : "0.02",
                           key.top ? "north" : "south", key.east ? "east" : "west");
    if (key.place == Legend::Place::below)
        return fmt::format(
            "at={{(0.5,-{:.3f})}}, anchor=north, legend columns={}, /tikz/every even column/.append style={{column "
            "sep=6pt}}",
            1.15 / plot_height, key.columns);
    return "at={(1.02,1)}, anchor=north west";
}

std::string axis_begin(const Figure& figure, const PgfplotsLayout& layout) {
    std::string s = fmt::format(
        "\\begin{{axis}}[\n  width={:.3f}cm, height={:.3f}cm, scale only axis,\n"
        "  axis lines=left, axis line style={{-}},\n",
        layout.width, layout.height);
    s += axis_options(figure.x, layout.view.x, 'x') + axis_options(figure.y, layout.view.y, 'y');
    s += "  label style={font=\\small}, tick label style={font=\\footnotesize}, tick align=outside, grid=major,\n"
         "  grid style={black!12, very thin}, clip mode=individual, unbounded coords=jump, legend cell align=left,\n";
    return s + fmt::format("  legend style={{draw=none, fill=none, font=\\footnotesize, {}}}]\n",
                           legend_place(layout.key, layout.height));
}

/// The title and the marks' labels, above the plot.
std::string above(const Figure& figure, const PgfplotsLayout& layout) {
    std::string s;
    if (titled(figure))
        s += fmt::format(
            "\\node[anchor=south west, inner sep=0pt, yshift={:.3f}cm, align=left, text width={:.3f}cm] at (rel axis "
            "cs:0,1) {{{}}};\n",
            0.2 + 0.38 * layout.mark_rows, layout.width, latex_text(figure.title));
    for (const PlacedMark& m : layout.marks)
        s += fmt::format(
            "\\draw[black!45, thin] ({{axis cs:{0:.9g},0}} |- {{rel axis cs:0,0}}) -- "
            "({{axis cs:{0:.9g},0}} |- {{rel axis cs:0,1}})\n"
            "  node[anchor=base, font=\\scriptsize, text=black!60, yshift={1:.3f}cm]{3} {{{2}}};\n",
            m.x, 0.12 + 0.38 * m.row, latex_text(m.label),
            m.moved ? fmt::format(" at (rel axis cs:{:.4f},1)", *m.moved) : "");
    return s;
}

/// How a series is drawn.
std::string pen(const Figure& figure, const DrawnSeries& series) {
    static constexpr std::array shapes{
        "*", "square*", "triangle*", "diamond*", "triangle*, mark options={rotate=180}", "pentagon*", "o"};
    static constexpr std::array rhythms{
        "", ", dash pattern=on 9pt off 2pt on 1.5pt off 2pt", ", dash pattern=on 12pt off 2.5pt",
        ", dash pattern=on 6pt off 2pt on 1.5pt off 2pt on 1.5pt off 2pt", ", dash pattern=on 1.8pt off 1.8pt"};
    const int colour = (series.colour % 7 + 7) % 7;
    const std::string look =
        series.style == DrawnSeries::Style::points
            ? fmt::format("only marks, mark size=1.7pt, mark={}", shapes[std::size_t(colour)])
        : series.style == DrawnSeries::Style::dashed
            ? fmt::format("dashed, semithick, line join=round, draw=limit{}", colour)
            : "thick, line join=round" + std::string(rhythms[std::size_t(line_pattern(figure, series))]);
    return fmt::format("curve{}, {}", colour, look);
}

std::string coordinates(const Cells& cells, bool bars) {
    std::string s = "coordinates {\n";
    for (std::size_t k = 0; k < cells.x.size(); ++k) {
        s += "(" + cells.x[k] + "," + cells.y[k] + ")";
        if (bars && cells.y[k] != "nan") s += " += (0," + cells.plus[k] + ") -= (0," + cells.minus[k] + ")";
        s += '\n';
    }
    return s;
}

}  // namespace

PgfplotsPicture pgfplots_picture(const Figure& figure, const std::string& data_name) {
    const PgfplotsLayout layout(figure);
    std::string s = preamble(figure, data_name) + axis_begin(figure, layout) + above(figure, layout);
    Data data;
    std::string comments;
    for (std::size_t i = 0; i < figure.series.size(); ++i) {
        const DrawnSeries& series = figure.series[i];
        const bool bars = series.style == DrawnSeries::Style::points && !series.error.empty();
        s += fmt::format("\\addplot[{}{}{}] ", pen(figure, series), series.label.empty() ? ", forget plot" : "",
                         bars ? ", error bars/.cd, error mark=none, y dir=both, y explicit" : "");
        const Cells cells(series, figure, layout.view);
        if (figure.embedded) {
            s += coordinates(cells, bars);
        } else {
            s += fmt::format("table[x=x{0}, y=y{0}{1}, col sep=comma] {{{2}", i,
                             bars ? fmt::format(", y error plus=plus{0}, y error minus=minus{0}", i) : "", data_name);
            comments += fmt::format("# {}: {}\n", i,
                                    series.label.empty() ? "(no entry in the legend)" : one_line(series.label));
            data.add(fmt::format("x{}", i), cells.x);
            data.add(fmt::format("y{}", i), cells.y);
            if (bars) data.add(fmt::format("plus{}", i), cells.plus), data.add(fmt::format("minus{}", i), cells.minus);
        }
        s += "};\n";
        if (!series.label.empty()) s += fmt::format("\\addlegendentry{{{}}}\n", latex_text(series.label));
    }
    s += "\\end{axis}\n";
    if (!figure.bare && !figure.note.empty())
        s += fmt::format(
            "\\node[anchor=north west, font=\\scriptsize, text=black!65, align=left, text width={:.3f}cm] "
            "at (current bounding box.south west) {{{}}};\n",
            figure.width_cm - 0.8, latex_text(figure.note));
    return {s + "\\end{tikzpicture}\n", figure.embedded ? "" : data.csv(comments)};
}

}  // namespace lazyrisk
