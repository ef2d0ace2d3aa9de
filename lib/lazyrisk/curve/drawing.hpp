// What gnuplot and pgfplots draw alike: the axes' ends, the visible pieces of each series, colours, widths of texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/curve/figure.hpp"

namespace lazyrisk {

struct Range {
    double from, to;
    [[nodiscard]] bool holds(double v) const { return from <= v && v <= to; }
};

struct Window {
    Range x, y;
};

/// The ends of both axes: as given, else from the finite data. An end of the y axis leaves out values farther than
/// three times the spread of the middle 90 percent of the data beyond them (logarithms on a logarithmic axis), as
/// those beside a pole. Empirical: a peak is kept whole, a pole leaves the picture.
/// throws: DomainError as write_figure
Window window(const Figure& figure);

struct Point {
    double x, y, low, high;  ///< low, high: ends of the error bar, both y where there is none
};

/// Lines: connected pieces, cut where data is not finite and clipped to the window in the axes' own scale.
/// Points: one piece of those inside, bars clipped.
std::vector<std::vector<Point>> visible(const Series& series, const Figure& figure, const Window& window);

/// Seven colours of Okabe and Ito's palette (without yellow), ordered so that the first four also differ in grey,
/// as RRGGBB; counts around.
std::string_view palette(int colour);
/// The same colour darker (black: lighter), for a limit that is drawn over the theory it nearly coincides with.
std::string_view limit_palette(int colour);

/// The legend stands at the right where its labels are short, else below in columns.
struct Legend {
    int entries = 0, columns = 1, rows = 0;
    double width_cm = 0;  ///< of one column
    bool right = true;
};
Legend legend(const Figure& figure);

/// Characters, not bytes, of UTF-8.
std::size_t length(const std::string& text);

/// Lines of at most `characters`, broken at spaces.
std::vector<std::string> wrap(const std::string& text, std::size_t characters);

/// The marks inside the window, from left to right, each with the row above the plot where its label is free.
struct PlacedMark {
    double x;
    std::string label;
    int row;
};
std::vector<PlacedMark> place_marks(const Figure& figure, const Window& window, double plot_width_cm);

}  // namespace lazyrisk
