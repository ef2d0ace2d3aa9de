// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "lazyrisk/figure/drawing.hpp"

namespace lazyrisk {
namespace {

constexpr std::array shapes{"●", "■", "▲", "◆", "▼", "⬟", "○"};
constexpr std::array colours{33, 214, 245, 202,
                             36, 175, 117};  // of 256: the palette's neighbours, readable on black and on white
constexpr int no_colour = -1;

/// Characters of a grid; each holds eight dots, or a character that covers them.
class Canvas {
public:
    Canvas(int columns, int rows) : columns_(columns), rows_(rows), cells_(std::size_t(columns * rows)) {}
    void dot(int x, int y, int colour) {
        if (x < 0 || y < 0 || x >= 2 * columns_ || y >= 4 * rows_) return;
        Cell& cell = at(x / 2, y / 4);
        static constexpr std::array<std::array<int, 4>, 2> bits{{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};
        cell.dots |= bits[std::size_t(x % 2)][std::size_t(y % 4)];
        cell.colour = colour;
    }
    void put(int column, int row, const std::string& character, int colour) {
        if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return;
        at(column, row).character = character;
        at(column, row).colour = colour;
    }
    [[nodiscard]] bool free(int column, int row) {
        return at(column, row).dots == 0 && at(column, row).character.empty();
    }
    [[nodiscard]] std::string line(int row, bool coloured) {
        std::string out;
        for (int c = 0; c < columns_; ++c) {
            const Cell& cell = at(c, row);
            std::string text = cell.character.empty() ? cell.dots ? braille(cell.dots) : " " : cell.character;
            if (coloured && cell.colour != no_colour)
                text = fmt::format("\033[38;5;{}m{}\033[0m", colours[std::size_t(cell.colour)], text);
            out += text;
        }
        while (out.ends_with(' ')) out.pop_back();
        return out;
    }

private:
    struct Cell {
        int dots = 0, colour = no_colour;
        std::string character = {};
    };
    static std::string braille(int dots) {  // U+2800 + dots in UTF-8
        const int code = 0x2800 + dots;
        return {char(0xE0 | (code >> 12)), char(0x80 | ((code >> 6) & 0x3F)), char(0x80 | (code & 0x3F))};
    }
    Cell& at(int column, int row) { return cells_[std::size_t(row * columns_ + column)]; }

    int columns_, rows_;
    std::vector<Cell> cells_;
};

double share(double v, const Axis& axis, const AxisRange& range) {
    return axis.log ? std::log(v / range.from) / std::log(range.to / range.from)
                    : (v - range.from) / (range.to - range.from);
}

/// Round values on an axis, about `wanted` of them: 1, 2, 5 times powers of ten.
std::vector<double> tick_places(const Axis& axis, const AxisRange& range, int wanted) {
    std::vector<double> places;
    if (axis.log) {
        const double decades = std::log10(range.to / range.from);
        const int step = std::max(1, int(std::ceil(decades / wanted)));
        const bool fine = decades * 3 <= wanted;
        for (int k = int(std::floor(std::log10(range.from))); k <= int(std::ceil(std::log10(range.to)));
             k += fine ? 1 : step)
            for (const double digit : {1.0, 2.0, 5.0})
                if (const double v = digit * std::pow(10, k); (fine || digit == 1.0) && range.holds(v))
                    places.push_back(v);
        if (places.size() > 1) return places;
        places.clear();
    }
    const double rough = (range.to - range.from) / wanted, power = std::pow(10, std::floor(std::log10(rough)));
    const double step = power * (rough < 1.5 * power ? 1 : rough < 3.5 * power ? 2 : rough < 7.5 * power ? 5 : 10);
    for (double k = std::ceil(range.from / step - 1e-9); k * step <= range.to + 1e-9 * step; ++k)
        places.push_back(k * step);
    return places;
}

std::string tick_text(double v) { return fmt::format("{:.4g}", v + 0.0); }

class Picture {
public:
    Picture(const Figure& figure, int columns, int rows, bool coloured)
        : figure_(figure), view_(window(figure)), coloured_(coloured), total_(columns), rows_(rows) {
        ticks_ = tick_places(figure.y, view_.y, std::max(2, rows / 4));
        for (const double v : ticks_) margin_ = std::max(margin_, int(tick_text(v).size()));
        width_ = std::max(20, columns - margin_ - 2);
        for (const DrawnSeries& s : figure.series) lines_ += lettered(s);
    }
    [[nodiscard]] std::string text() {
        Canvas canvas(width_, rows_);
        draw(canvas);
        std::string out;
        for (const std::string& line : wrap(figure_.title, std::size_t(total_))) out += line + "\n";
        out += figure_.y.label.empty() ? "" : figure_.y.label + "\n";
        out += mark_labels();
        std::vector<std::string> left(static_cast<std::size_t>(rows_), std::string(std::size_t(margin_), ' ') + " │");
        for (const double v : ticks_) {
            const int row = int((1 - share(v, figure_.y, view_.y)) * (rows_ - 1) + 0.5);
            if (row >= 0 && row < rows_) left[std::size_t(row)] = fmt::format("{:>{}} ┤", tick_text(v), margin_);
        }
        for (int row = 0; row < rows_; ++row) out += left[std::size_t(row)] + canvas.line(row, coloured_) + "\n";
        return out + x_axis() + legend_lines() + notes();
    }

private:
    [[nodiscard]] int x_of(double v) const { return int(share(v, figure_.x, view_.x) * (2 * width_ - 1) + 0.5); }
    [[nodiscard]] int y_of(double v) const { return int((1 - share(v, figure_.y, view_.y)) * (4 * rows_ - 4) + 1.5); }
    /// Limits are dashed, and lie beside their theory.
    [[nodiscard]] static bool lettered(const DrawnSeries& s) {
        return s.style == DrawnSeries::Style::line && !s.label.empty();
    }
    /// Lines are told apart by letters where there are several.
    [[nodiscard]] std::string letter(std::size_t series) const {
        if (lines_ < 2 || !lettered(figure_.series[series])) return "";
        std::size_t before = 0;
        for (std::size_t i = 0; i < series; ++i) before += lettered(figure_.series[i]);
        return std::string(1, before < 26 ? char('a' + before) : before < 52 ? char('A' + before - 26) : '*');
    }
    [[nodiscard]] static std::size_t index(const DrawnSeries& s) { return std::size_t((s.colour % 7 + 7) % 7); }

    void draw(Canvas& canvas) {
        for (const PlacedMark& m : place_marks(figure_, view_, 1))
            for (int row = 0; row < rows_; ++row) canvas.put(x_of(m.x) / 2, row, "┊", no_colour);
        std::vector<std::pair<int, int>> taken;  // by letters
        for (std::size_t i = 0; i < figure_.series.size(); ++i) {
            const DrawnSeries& s = figure_.series[i];
            const int colour = int(index(s));
            std::vector<std::pair<int, int>> way;
            for (const auto& piece : visible(s, figure_, view_))
                for (std::size_t k = 0; k < piece.size(); ++k) {
                    const int x = x_of(piece[k].x), y = y_of(piece[k].y);
                    if (s.style == DrawnSeries::Style::points) {
                        for (int bar = y_of(piece[k].high); bar <= y_of(piece[k].low) && piece[k].low < piece[k].high;
                             ++bar)
                            canvas.dot(x, bar, colour);
                        continue;
                    }
                    const int x0 = k ? x_of(piece[k - 1].x) : x, y0 = k ? y_of(piece[k - 1].y) : y;
                    const int steps = std::max({1, std::abs(x - x0), std::abs(y - y0)});
                    for (int j = k ? 1 : 0; j <= (k ? steps : 0); ++j) {
                        const auto place = std::pair(x0 + (x - x0) * j / steps, y0 + (y - y0) * j / steps);
                        if (s.style == DrawnSeries::Style::dashed && way.size() % 6 >= 3) {
                            way.push_back(place);
                            continue;
                        }
                        canvas.dot(place.first, place.second, colour);
                        way.push_back(place);
                    }
                }
            place_letters(canvas, letter(i), way, colour, taken);
        }
        for (const DrawnSeries& s : figure_.series)  // over all lines
            if (s.style == DrawnSeries::Style::points)
                for (const auto& piece : visible(s, figure_, view_))
                    for (const Point& p : piece)
                        canvas.put(x_of(p.x) / 2, y_of(p.y) / 4, shapes[index(s)], int(index(s)));
    }
    /// At a quarter, at the middle and so on of the way, where no other letter stands near.
    void place_letters(Canvas& canvas, const std::string& letter, const std::vector<std::pair<int, int>>& way,
                       int colour, std::vector<std::pair<int, int>>& taken) const {
        if (letter.empty() || way.empty()) return;
        int placed = 0;
        for (int eighth = 1; eighth < 8 && placed < 3; ++eighth) {
            const auto [x, y] = way[way.size() * std::size_t(eighth) / 8];
            const std::pair<int, int> cell(x / 2, y / 4);
            if (std::any_of(taken.begin(), taken.end(), [&](const auto& t) {
                    return std::abs(t.first - cell.first) < 3 && std::abs(t.second - cell.second) < 2;
                }))
                continue;
            canvas.put(cell.first, cell.second, letter, colour);
            taken.push_back(cell);
            ++placed;
            ++eighth;
        }
    }
    [[nodiscard]] std::string mark_labels() const {
        const auto marks = place_marks(figure_, view_, 0.15 * width_);
        int rows = 0;
        for (const PlacedMark& m : marks) rows = std::max(rows, m.row + 1);
        std::string out;
        for (int row = rows; row-- > 0;) {
            std::string line;
            for (const PlacedMark& m : marks) {
                if (m.row != row) continue;
                const int end = margin_ + 2 + width_ - int(length(m.label));
                const int start =
                    std::clamp(margin_ + 2 + x_of(m.x) / 2 - int(length(m.label)) / 2, 0, std::max(0, end));
                if (start > int(length(line)))
                    line += std::string(std::size_t(start) - length(line), ' ');
                else if (!line.empty())
                    line += ' ';
                line += m.label;
            }
            out += line + "\n";
        }
        return out;
    }
    [[nodiscard]] std::string x_axis() const {
        std::vector<std::string> rule(std::size_t(width_), "─");
        std::string numbers;
        for (const double v : tick_places(figure_.x, view_.x, std::max(2, width_ / 9))) {
            const int column = x_of(v) / 2;
            if (column < 0 || column >= width_) continue;
            const std::string text = tick_text(v);
            const int start = std::min(margin_ + 2 + column - int(text.size()) / 2, total_ - int(text.size()));
            if (start <= int(numbers.size()) && !numbers.empty()) continue;
            rule[std::size_t(column)] = "┬";
            numbers += std::string(std::size_t(std::max(0, start - int(numbers.size()))), ' ') + text;
        }
        std::string out = std::string(std::size_t(margin_), ' ') + " └";
        for (const std::string& part : rule) out += part;
        const int indent = margin_ + 2 + std::max(0, (width_ - int(length(figure_.x.label))) / 2);
        out += "\n" + numbers + "\n";
        return figure_.x.label.empty() ? out : out + std::string(std::size_t(indent), ' ') + figure_.x.label + "\n";
    }
    [[nodiscard]] std::string legend_lines() const {
        std::string out, line;
        int at = 0;
        for (std::size_t i = 0; i < figure_.series.size(); ++i) {
            const DrawnSeries& s = figure_.series[i];
            const std::string name = letter(i);
            if (s.label.empty()) continue;
            std::string sign = s.style == DrawnSeries::Style::points   ? shapes[index(s)]
                               : s.style == DrawnSeries::Style::dashed ? "╌╌" + name
                                                                       : "──" + name;
            const int size = int(length(sign) + length(s.label)) + 1;
            if (coloured_) sign = fmt::format("\033[38;5;{}m{}\033[0m", colours[index(s)], sign);
            if (at > 0 && at + 3 + size > total_) out += line + "\n", line.clear(), at = 0;
            line += (at ? "   " : "") + sign + " " + s.label;
            at += (at ? 3 : 0) + size;
        }
        return line.empty() ? out : out + line + "\n";
    }
    [[nodiscard]] std::string notes() const {
        std::string out;
        for (const std::string& line : wrap(figure_.note, std::size_t(total_))) out += line + "\n";
        return out;
    }

    const Figure& figure_;
    Window view_;
    bool coloured_;
    int total_, rows_, margin_ = 1, width_ = 0, lines_ = 0;
    std::vector<double> ticks_;
};

}  // namespace

std::string terminal_picture(const Figure& figure, int columns, int rows, bool coloured) {
    return Picture(figure, std::max(columns, 40), std::max(rows, 6), coloured).text();
}

void draw_in_terminal(const Figure& figure) {
    const bool terminal = isatty(STDOUT_FILENO) != 0;
    winsize size{};
    const int columns = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
    const char* plain = std::getenv("NO_COLOR");
    const std::string text =
        terminal_picture(figure, columns, std::clamp(columns / 4, 10, 24), terminal && !(plain && *plain));
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw std::runtime_error("standard output cannot be written");
}

}  // namespace lazyrisk
