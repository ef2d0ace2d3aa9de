// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/gnuplot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "lazyrisk/figure/drawing.hpp"

namespace lazyrisk {

// Single quotes: gnuplot reads nothing inside but the quote, and where the text begins with one not even its doubling.
// A text with quotes therefore stands in double quotes, with everything that means something there by its number. All
// are printed `noenhanced`.
std::string gnuplot_text(const std::string& text) {
    const bool quotes = text.find('\'') != std::string::npos;
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
            out += ' ';
        else if (quotes && std::strchr("'\"\\`@$", c))
            out += fmt::format("\\{:03o}", c);
        else
            out += c;
    }
    return quotes ? '"' + out + '"' : "'" + out + "'";
}

std::string gnuplot_terminal(double width_cm, double height_cm, const std::string& format, double enlarged) {
    const double inch = enlarged / 2.54;
    if (format == "pdf")
        return fmt::format(
            "pdfcairo size {:.4f},{:.4f} font 'DejaVu Sans,9' fontscale {:.6g} linewidth {:.6g} dashlength 1 "
            "background rgb 'white' enhanced rounded",
            width_cm * inch, height_cm * inch, 0.75 * enlarged, 1.5 * enlarged);
    if (format == "png")
        return fmt::format(
            "pngcairo size {:.0f},{:.0f} font 'DejaVu Sans,9' fontscale {:.6g} linewidth {:.6g} "
            "dashlength 1 background rgb 'white' enhanced rounded",
            width_cm * inch * 300, height_cm * inch * 300, 3.125 * enlarged, 3.125 * enlarged);
    return fmt::format(
        "svg size {:.0f},{:.0f} font 'DejaVu Sans,Helvetica,Arial,sans-serif,9' fontscale {:.6g} "
        "linewidth {:.6g} dashlength 1.3333 background rgb 'white' enhanced rounded",
        width_cm * inch * 96, height_cm * inch * 96, 1.3333 * enlarged, enlarged);
}

namespace {

// 1, 2, 5 within two and a half decades, powers of ten beyond; plain steps where even those are too few.
std::string ticks(const Axis& axis, const AxisRange& range, char name) {
    if (!axis.log) return fmt::format("set format {} '%h'\n", name);  // gnuplot's own begins with a blank
    const std::vector<double> places = short_log_ticks(axis, range);
    if (places.empty()) return fmt::format("set format {} '10^{{%T}}'\n", name);
    std::string list;
    for (const double v : places) list += fmt::format("{}{:.9g}", list.empty() ? "" : ",", v);
    return fmt::format("set format {0} '%g'\nset {0}tics ({1})\n", name, list);
}

/// Where things stand in the picture, in cm.
struct GnuplotLayout {
    Window view;
    Legend key;
    std::vector<PlacedMark> marks;
    std::vector<std::string> title, note;
    double whole, note_height, bottom, top;  ///< of the picture; below and above the plot

    explicit GnuplotLayout(const Figure& figure)
        : view(window(figure)),
          key(legend(figure, view)),
          marks(place_marks(figure, view, figure.width_cm - 2 - key.beside_cm())),
          title(title_lines(figure)),
          note(note_lines(figure)),
          whole(figure.height_cm),
          note_height(note.empty() ? 0.15 : 0.2 + 0.36 * double(note.size())),
          bottom(note_height + key.below_cm() + (figure.x.label.empty() ? 0.65 : 1.3)) {
        int mark_rows = 0;
        for (const PlacedMark& m : marks) mark_rows = std::max(mark_rows, m.row + 1);
        top = 0.25 + 0.38 * mark_rows + (title.empty() ? 0 : 0.2 + 0.45 * double(title.size()));
    }
    [[nodiscard]] std::string height(double cm) const { return fmt::format("{:.5f}", cm / whole); }
};

std::string frame(const Figure& figure, const GnuplotLayout& layout) {
    std::string s =
        "set border 3 lw 0.6 lc rgb '#303030'\nset tics nomirror out scale 0.6,0.35 textcolor rgb '#303030'\n"
        "set grid xtics ytics back lt 1 lw 0.4 lc rgb '#DDDDDD', lt 1 lw 0.4 lc rgb '#DDDDDD'\n"
        "set clip two\nset xtics offset 0,0.25\nset xlabel offset 0,0.5\n";
    s += "set bmargin at screen " + layout.height(layout.bottom) + "\nset tmargin at screen " +
         layout.height(figure.height_cm - layout.top) + "\n";
    if (layout.key.place != Legend::Place::right)
        s += fmt::format("set rmargin at screen {:.5f}\n", 1 - 0.45 / figure.width_cm);
    for (const auto& [axis, range, name] :
         {std::tuple(&figure.x, &layout.view.x, 'x'), std::tuple(&figure.y, &layout.view.y, 'y')}) {
        if (axis->log) s += fmt::format("set logscale {}\n", name);
        s += ticks(*axis, *range, name);
        s += fmt::format("set {}range [{:.12g}:{:.12g}]\n", name, range->from, range->to);
        if (!axis->label.empty()) s += fmt::format("set {}label {} noenhanced\n", name, gnuplot_text(axis->label));
    }
    return s;
}

/// Title, note and marks.
std::string texts(const Figure& figure, const GnuplotLayout& layout) {
    std::string s;
    for (std::size_t i = 0; i < layout.title.size(); ++i)
        s += fmt::format("set label {} at graph 0, screen {} left font ',10.5' noenhanced\n",
                         gnuplot_text(layout.title[i]), layout.height(figure.height_cm - 0.4 - 0.45 * double(i)));
    for (std::size_t i = 0; i < layout.note.size(); ++i)
        s += fmt::format("set label {} at graph 0, screen {} left font ',7.5' tc rgb '#606060' noenhanced\n",
                         gnuplot_text(layout.note[i]),
                         layout.height(0.2 + 0.36 * (double(layout.note.size() - i) - 0.5)));
    for (const PlacedMark& m : layout.marks) {
        const std::string place = m.moved ? fmt::format("graph {:.5f}", *m.moved) : fmt::format("first {:.12g}", m.x);
        s += fmt::format(
            "set arrow from first {0:.12g}, graph 0 to first {0:.12g}, graph 1 nohead back lt 1 lw 0.7 "
            "lc rgb '#909090'\n",
            m.x);
        s += fmt::format("set label {} at {}, screen {} center font ',7.5' tc rgb '#606060' noenhanced\n",
                         gnuplot_text(m.label), place,
                         layout.height(figure.height_cm - layout.top + 0.22 + 0.38 * m.row));
    }
    return s;
}

std::string legend_place(const GnuplotLayout& layout) {
    const Legend& key = layout.key;
    if (key.place == Legend::Place::none) return "unset key\n";
    if (key.place == Legend::Place::inside)
        return fmt::format(
            "set key inside {} {} vertical Left reverse samplen 2.4 spacing 1.15 font ',8.5' noenhanced\n",
            key.east ? "right" : "left", key.top ? "top" : "bottom");
    if (key.place == Legend::Place::below)
        return fmt::format(
            "set key at graph 0, screen {} left top horizontal maxcols {} Left reverse samplen 2.4 "
            "font ',8.5' noenhanced\n",
            layout.height(layout.note_height + key.below_cm()), key.columns);
    return "set key outside right top vertical Left reverse samplen 2.4 spacing 1.15 font ',8.5' noenhanced\n";
}

/// Series `i` as the parts of a plot command, its data already in the block $si; `any`: some of it is visible.
std::string plot_of(const Figure& figure, std::size_t i, bool any, double dot) {
    static constexpr std::array shapes{7, 5, 9, 13, 11, 15, 6};
    static constexpr std::array rhythms{"lt 1", "dt (14,4,3,4)", "dt (20,5)", "dt (10,4,3,4,3,4)", "dt (3,3)"};
    const DrawnSeries& series = figure.series[i];
    const std::string colour = fmt::format("lc rgb '#{}'", palette(series.colour));
    const std::string title = series.label.empty() ? "notitle" : "title " + gnuplot_text(series.label) + " noenhanced";
    if (!any) return fmt::format("NaN with lines {} {}", colour, title);
    if (series.style == DrawnSeries::Style::points) {
        const int shape = shapes[std::size_t((series.colour % 7 + 7) % 7)];
        return (series.error.empty()
                    ? ""
                    : fmt::format("$s{} using 1:3:(0):($4-$3) with vectors nohead lt 1 lw 1 {} notitle, ", i, colour)) +
               fmt::format("$s{} using 1:2 with points pt {} ps {:.3g} {} {}", i, shape, dot, colour, title);
    }
    const std::string pen =
        series.style == DrawnSeries::Style::dashed
            ? fmt::format("dt (10,8) lw 1.1 lc rgb '#{}'", limit_palette(series.colour))
            : fmt::format("{} lw 1.6 {}", rhythms[std::size_t(line_pattern(figure, series))], colour);
    return fmt::format("$s{} using 1:2 with lines {} {}", i, pen, title);
}

}  // namespace

std::string gnuplot_script(const Figure& figure, const std::string& format) {
    const GnuplotLayout layout(figure);
    std::string s = "set encoding utf8\nset terminal " +
                    gnuplot_terminal(figure.width_cm, figure.height_cm, format, figure.enlarged) + "\n";
    s += frame(figure, layout) + texts(figure, layout) + legend_place(layout);
    // each terminal has its own unit
    const double dot = figure.enlarged * (format == "png" ? 2 : format == "svg" ? 0.85 : 0.65);
    std::string plots;
    for (std::size_t i = 0; i < figure.series.size(); ++i) {
        s += fmt::format("$s{} << END\n", i);
        bool any = false;
        for (const auto& piece : visible(figure.series[i], figure, layout.view)) {
            for (const Point& p : piece) s += fmt::format("{:.9g} {:.9g} {:.9g} {:.9g}\n", p.x, p.y, p.low, p.high);
            if (!piece.empty()) s += "\n", any = true;
        }
        s += "END\n";
        plots += (plots.empty() ? "" : ", ") + plot_of(figure, i, any, dot);
    }
    return s + "plot " + (plots.empty() ? "NaN notitle" : plots) + "\n";
}

void run_gnuplot(const std::string& script, int descriptor) {
    const auto open = [] {
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
        if (!file) throw std::runtime_error(fmt::format("no temporary file for gnuplot: {}", std::strerror(errno)));
        return file;
    };
    const auto input = open(), complaint = open();
    if (std::fwrite(script.data(), 1, script.size(), input.get()) != script.size() || std::fflush(input.get()) != 0)
        throw std::runtime_error(fmt::format("no room for a temporary file for gnuplot: {}", std::strerror(errno)));
    std::rewind(input.get());

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), 0);
    posix_spawn_file_actions_adddup2(&actions, descriptor, 1);
    posix_spawn_file_actions_adddup2(&actions, fileno(complaint.get()), 2);
    std::vector<std::string> settings{"LC_ALL=C.UTF-8", "TZ=UTC"};  // equal figures give equal files, everywhere
    for (char** e = environ; *e; ++e)
        if (std::strncmp(*e, "LC_ALL=", 7) != 0 && std::strncmp(*e, "TZ=", 3) != 0) settings.emplace_back(*e);
    std::vector<char*> environment;
    for (std::string& e : settings) environment.push_back(e.data());
    environment.push_back(nullptr);
    std::string name = "gnuplot", defaults = "-d";
    char* arguments[] = {name.data(), defaults.data(), nullptr};
    pid_t child = 0;
    const int failed = posix_spawnp(&child, "gnuplot", &actions, nullptr, arguments, environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed == ENOENT)
        throw std::runtime_error(
            "gnuplot is not installed, and draws .svg, .pdf and .png: install gnuplot-nox, or ask "
            "for a .tex figure");
    if (failed != 0) throw std::runtime_error(fmt::format("gnuplot cannot be started: {}", std::strerror(failed)));
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) throw std::runtime_error(fmt::format("gnuplot was lost: {}", std::strerror(errno)));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    std::string said(2000, '\0');
    std::rewind(complaint.get());
    said.resize(std::fread(said.data(), 1, said.size(), complaint.get()));
    for (char& c : said)
        if (c == '\n') c = ' ';
    throw std::runtime_error("gnuplot failed:" + said.substr(0, said.find_last_not_of(' ') + 1));
}

}  // namespace lazyrisk
