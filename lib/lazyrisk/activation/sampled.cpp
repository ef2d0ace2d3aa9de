// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/sampled.hpp"

#include <atomic>
#include <cmath>
#include <utility>

#include "lazyrisk/numerics/chebyshev.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr int nodes = 18;
constexpr double reach = 1024, must_be_finite = 32, central = 4;
constexpr double resolution = 0x1p-48;  // width, relative to the place, below which a piece is not halved
constexpr double of_a_kink = 0x1p-24;   // the same, where nothing but a kink can be the reason
constexpr std::size_t most_pieces = 4096;

struct Interval {
    double left, right;
    [[nodiscard]] double middle() const { return (left + right) / 2; }
    [[nodiscard]] double size() const { return std::max({1.0, std::abs(left), std::abs(right)}); }
    [[nodiscard]] bool smallest() const { return right - left <= resolution * size(); }
};

/// By powers of two to both sides, and at the kinks.
std::vector<Interval> first_intervals(const std::vector<double>& kinks) {
    std::vector<double> ends{0};
    for (double x = 0.5; x <= reach; x *= 2) ends.insert(ends.end(), {x, -x});
    ends.insert(ends.end(), kinks.begin(), kinks.end());
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    std::vector<Interval> all;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) all.push_back({ends[i], ends[i + 1]});
    return all;
}

double largest(std::span<const double> values) {
    double most = 0;
    for (const double v : values) most = std::max(most, std::abs(v));
    return most;
}

/// What a rounding of the places costs the values.
double steepness(const Interval& at, std::span<const double> values, const std::vector<double>& abscissa) {
    double slope = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        slope = std::max(slope, std::abs((values[i] - values[i - 1]) / (abscissa[i] - abscissa[i - 1])));
    return 2 * slope / (at.right - at.left) * std::max(std::abs(at.left), std::abs(at.right));
}

/// Does a function go on at the end of a piece as it did on it? A tenth of the half piece further on the next one says.
bool breaks_at_end(double left, double right, const std::vector<double>& value, double next_left, double next_right,
                   const std::vector<double>& next, double scale) {
    const double at = right + std::min((right - left) / 20, (next_right - next_left) / 2);
    const double before = chebyshev_sum(value, (2 * at - left - right) / (right - left)),
                 after = chebyshev_sum(next, (2 * at - next_left - next_right) / (next_right - next_left));
    return std::abs(before - after) > 0x1p-28 * std::max(scale, std::abs(after));
}

/// d/dx of sum_j c_j T_j on [-1, 1].
std::vector<double> derivative_of(const std::vector<double>& c, double scale) {
    std::vector<double> slope(std::max<std::size_t>(c.size(), 2) - 1, 0);
    for (std::size_t j = c.size(); j-- > 1;) {
        const double above = j + 1 < slope.size() ? slope[j + 1] : 0;
        slope[j - 1] = above + 2 * double(j) * c[j];
    }
    slope[0] /= 2;
    for (double& s : slope) s *= scale;
    return slope;
}

/// Values at the nodes of every interval, in one call.
std::vector<double> values_on(const Sampled::Values& f, const std::vector<Interval>& intervals,
                              const std::vector<double>& abscissa) {
    std::vector<double> x, value;
    for (const Interval& i : intervals)
        for (const double u : abscissa) x.push_back(i.middle() + (i.right - i.left) / 2 * u);
    value.resize(x.size());
    f(x, value);
    return value;
}

/// Intervals on which the function is finite: those that are not, beyond the middle, end its reach.
void end_at_infinity(std::vector<Interval>& intervals, std::vector<double>& value, const std::string& name) {
    double from = -reach, to = reach;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const std::span<const double> here(value.data() + i * nodes, nodes);
        const auto odd = std::find_if(here.begin(), here.end(), [](double v) { return !std::isfinite(v); });
        if (odd == here.end()) continue;
        const Interval& at = intervals[i];
        if (at.left < must_be_finite && at.right > -must_be_finite)
            throw DomainError("activation", name,
                              "its value is " + to_text(*odd) + " between x = " + to_text(at.left) + " and " +
                                  to_text(at.right) + "; a finite number is expected wherever |x| <= 32");
        (at.left > 0 ? to : from) = at.left > 0 ? std::min(to, at.left) : std::max(from, at.right);
    }
    std::vector<Interval> kept;
    std::vector<double> values;
    for (std::size_t i = 0; i < intervals.size(); ++i)
        if (intervals[i].left >= from && intervals[i].right <= to) {
            kept.push_back(intervals[i]);
            values.insert(values.end(), value.begin() + std::ptrdiff_t(i) * nodes,
                          value.begin() + std::ptrdiff_t(i + 1) * nodes);
        }
    intervals = std::move(kept);
    value = std::move(values);
}

Parity parity_of(const Sampled& f) {
    bool even = true, odd = true;
    double scale = 0;
    for (int i = 0; i <= 60; ++i) scale = std::max(scale, std::abs(f(i / 15.0)));
    for (int i = 1; i <= 60; ++i) {
        const double x = 0.13 * i, up = f(x), down = f(-x),
                     close = 16 * Sampled::unit * std::max({std::abs(up), std::abs(down), scale});
        even = even && std::abs(up - down) <= close;
        odd = odd && std::abs(up + down) <= close;
    }
    return even ? Parity::even : odd ? Parity::odd : Parity::none;
}

}  // namespace

Sampled Sampled::of(const Values& f, std::string name, std::vector<double> kinks) {
    static std::atomic<std::uint64_t> made{0};
    for (const double c : kinks)
        if (!(std::abs(c) < reach))
            throw DomainError("kinks", c, "expected places of kinks, numbers between -1024 and 1024");
    const std::vector<double> abscissa = chebyshev_points<double>(nodes);
    std::vector<Interval> todo = first_intervals(kinks);
    std::vector<Piece> done;
    std::vector<Interval> found;
    double scale = 0;
    for (bool first = true; !todo.empty(); first = false) {
        std::vector<double> value = values_on(f, todo, abscissa);
        end_at_infinity(todo, value, name);
        if (first)
            for (std::size_t i = 0; i < todo.size(); ++i)
                if (std::abs(todo[i].middle()) < central)
                    scale = std::max(scale, largest(std::span(value).subspan(i * nodes, nodes)));
        std::vector<Interval> halves;
        for (std::size_t i = 0; i < todo.size(); ++i) {
            const std::vector<double> here(value.begin() + std::ptrdiff_t(i) * nodes,
                                           value.begin() + std::ptrdiff_t(i + 1) * nodes);
            std::vector<double> c = chebyshev_coefficients(here, abscissa);
            const double rounding =
                0x1p-49 * std::max(largest(here), scale) +
                0x1p-51 * std::min(steepness(todo[i], here, abscissa), 1e4 * std::max(largest(here), scale));
            const bool resolved = std::abs(c[nodes - 1]) <= rounding && std::abs(c[nodes - 2]) <= rounding &&
                                  std::abs(c[nodes - 3]) <= rounding;
            if (!resolved && !todo[i].smallest()) {
                halves.push_back({todo[i].left, todo[i].middle()});
                halves.push_back({todo[i].middle(), todo[i].right});
                continue;
            }
            if (todo[i].right - todo[i].left < of_a_kink * todo[i].size()) found.push_back(todo[i]);
            while (c.size() > 1 && std::abs(c.back()) <= rounding / 4) c.pop_back();
            std::vector<double> slope = derivative_of(c, 2 / (todo[i].right - todo[i].left));
            done.push_back({todo[i].left, todo[i].right, std::move(c), std::move(slope)});
        }
        if (halves.size() > most_pieces)
            throw NotConverged("activation = " + name +
                               ": its values do not become smooth under a closer look; is it computed in double "
                               "precision, without noise?");
        todo = std::move(halves);
    }
    std::sort(done.begin(), done.end(), [](const Piece& a, const Piece& b) { return a.left < b.left; });
    for (std::size_t i = 0; i + 1 < done.size(); ++i)
        if (breaks_at_end(done[i].left, done[i].right, done[i].value, done[i + 1].left, done[i + 1].right,
                          done[i + 1].value, scale))
            found.push_back({done[i].right, done[i].right});
    std::sort(found.begin(), found.end(),
              [](const Interval& a, const Interval& b) { return a.right - a.left < b.right - b.left; });
    for (const Interval& small : found) {  // many surround one kink, the smallest is at it
        const double c = small.middle(), near = 4 * of_a_kink * small.size();
        if (std::none_of(kinks.begin(), kinks.end(), [&](double k) { return std::abs(c - k) <= near; }))
            kinks.push_back(c);
    }
    std::sort(kinks.begin(), kinks.end());
    Pieces pieces{{}, std::move(done), std::move(kinks), Parity::none, std::move(name), ++made};
    for (const Piece& p : pieces.piece) pieces.ends.push_back(p.right);
    pieces.parity = parity_of(Sampled(std::make_shared<const Pieces>(pieces)));
    return Sampled(std::make_shared<const Pieces>(std::move(pieces)));
}

bool Sampled::gaussian_square_integrable() const {
    const auto logarithm = [&](double x) { return 2 * std::log(std::abs((*this)(x))) - x * x / 2; };
    for (const double side : {-1.0, 1.0}) {
        const double last = logarithm(side * must_be_finite), before = logarithm(side * 0.75 * must_be_finite);
        if (last > -4 || (std::isfinite(before) && last >= before)) return false;
    }
    return true;
}

void Sampled::refuse(double x) const {
    throw NotCovered("activation = " + name() + ": it is known between x = " + to_text(pieces_->piece.front().left) +
                     " and " + to_text(pieces_->ends.back()) + ", and is asked for at " + to_text(x) +
                     "; a smaller dim, or the activation as a formula in x, would help");
}

}  // namespace lazyrisk
