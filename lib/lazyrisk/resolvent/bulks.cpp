// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/bulks.hpp"

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <functional>
#include <optional>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Levels of equal eigenvalue together, descending.
struct Modes {
    std::vector<double> eigenvalue, multiplicity;
    double tail;

    explicit Modes(const Degrees<>& d) : tail(d.tail()) {
        for (std::size_t i = 0; i < d.size(); ++i) {
            if (!eigenvalue.empty() && eigenvalue.back() == d.eigenvalue(i)) {
                multiplicity.back() += d.multiplicity(i);
            } else {
                eigenvalue.push_back(d.eigenvalue(i));
                multiplicity.push_back(d.multiplicity(i));
            }
        }
    }
};

/// A place on the real axis: nu = -anchor + offset, so that nu + anchor keeps its digits.
struct Place {
    double anchor, offset;
    [[nodiscard]] double nu() const { return offset - anchor; }
};

/// T and P = sum multiplicity L^2 at a real place.
struct RealSums {
    double count = 0, squares = 0;
    RealSums(const Modes& m, const Place& at) {
        for (std::size_t i = 0; i < m.eigenvalue.size(); ++i) {
            const double learned = m.eigenvalue[i] / ((m.eigenvalue[i] - at.anchor) + at.offset);
            count += m.multiplicity[i] * learned;
            squares += m.multiplicity[i] * learned * learned;
        }
        if (m.tail > 0) count += m.tail / at.nu();
    }
};

/// An open interval of nu with a coordinate x in R that resolves both ends.
struct Interval {
    double from, to;  ///< may be infinite on one side
    [[nodiscard]] Place at(double x) const {
        if (is_infinite(to)) return {-from, std::exp(x)};
        if (is_infinite(-from)) return {-to, -std::exp(x)};
        const double share = std::exp(-std::abs(x)) / (1 + std::exp(-std::abs(x)));
        return x < 0 ? Place{-from, (to - from) * share} : Place{-to, -(to - from) * share};
    }
};

constexpr double far = 80;  // e^-80 of the interval: nearer to its end nothing can be told apart

/// The x where `f` is zero between a and b, of opposite signs.
template <class F>
double root(const F& f, double a, double b) {
    std::uintmax_t steps = 200;
    const auto bracket =
        boost::math::tools::toms748_solve(f, a, b, boost::math::tools::eps_tolerance<double>(52), steps);
    return (bracket.first + bracket.second) / 2;
}

/// The part of an interval where `f`, negative at its ends and with one maximum, is positive; nothing where it nowhere
/// is.
template <class F>
std::optional<std::pair<Place, Place>> positive_part(const Interval& in, const F& f, double scale) {
    const auto at = [&](double x) {
        const double value = f(in.at(x));
        return std::isnan(value) ? -1e300 : std::clamp(value, -1e300, 1e300);
    };
    const double unit = std::log(scale);
    if (is_infinite(in.to) || is_infinite(-in.from)) {  // positive far out
        const double low = unit - far;
        double high = unit + far;
        while (!(at(high) > 0) && high < 700) high += far;
        if (!(at(high) > 0))
            throw NotConverged(
                "the spectrum spans more than double precision can: the end of its last bulk was not found");
        const double x = at(low) >= 0 ? low : root(at, low, high);
        const Place edge = in.at(x), away = in.at(high);
        return is_infinite(in.to) ? std::pair(edge, away) : std::pair(away, edge);
    }
    std::uintmax_t steps = 200;
    double best = boost::math::tools::brent_find_minima([&](double x) { return -at(x); }, -far, far, 40, steps).first;
    if (!(at(best) > 0))  // the search may have started on a plateau of rounding
        for (double x = -36; x <= 36; x += 0.25)
            if (at(x) > at(best)) best = x;
    if (!(at(best) > 0)) {
        steps = 200;
        best =
            boost::math::tools::brent_find_minima([&](double x) { return -at(x); }, best - 0.5, best + 0.5, 50, steps)
                .first;
        if (!(at(best) > 0)) return std::nullopt;
    }
    const double left = at(-far) >= 0 ? -far : root(at, -far, best), right = at(far) >= 0 ? far : root(at, best, far);
    return std::pair(in.at(left), in.at(right));
}

/// lambda/n at a real nu.
double ridge_at(const Modes& m, const Sizes<>& sizes, const Place& at) {
    const double nu = at.nu(), by_n = reciprocal(sizes.samples), by_p = reciprocal(sizes.width);
    if (by_p == 0 || m.tail == 0) {
        const double count = RealSums(m, at).count;
        if (m.tail > 0) {  // nu T is regular at nu = 0
            double part = m.tail;
            for (std::size_t i = 0; i < m.eigenvalue.size(); ++i)
                part += m.multiplicity[i] * m.eigenvalue[i] * nu / ((m.eigenvalue[i] - at.anchor) + at.offset);
            return nu - part * by_n;
        }
        return nu * (1 - count * by_n) * (1 - count * by_p);
    }
    const double count = RealSums(m, at).count;
    return nu * (1 - count * by_n) * (1 - count * by_p);
}

/// Intervals of nu outside the spectrum of the first stage, descending: between the poles where the width is infinite,
/// and where dnu1/dnu = 1 - P/p > 0 otherwise.
std::vector<Interval> outside_features(const Modes& m, double width) {
    std::vector<Interval> between;
    const std::size_t k = m.eigenvalue.size();
    if (k == 0) return {{0, infinite<>}, {-infinite<>, 0}};
    between.push_back({-m.eigenvalue[k - 1], infinite<>});
    for (std::size_t i = k; i-- > 1;) between.push_back({-m.eigenvalue[i - 1], -m.eigenvalue[i]});
    between.push_back({-infinite<>, -m.eigenvalue[0]});
    if (is_infinite(width)) return between;
    std::vector<Interval> list;
    for (const Interval& in : between) {
        const double scale = is_infinite(in.to) ? m.eigenvalue[k - 1] : m.eigenvalue[0];
        const auto part = positive_part(
            in, [&](const Place& at) { return width - RealSums(m, at).squares; }, scale);
        if (!part) continue;
        const double from = is_infinite(-in.from) ? in.from : part->first.nu(),
                     to = is_infinite(in.to) ? in.to : part->second.nu();
        if (m.tail > 0 && from < 0 && to > 0) {  // the tail is an eigenvalue of its own
            list.push_back({0, to});
            list.push_back({from, 0});
        } else {
            list.push_back({from, to});
        }
    }
    return list;
}

/// n (dlambda/dnu)/(dnu1/dnu): positive outside the spectrum of K/n.
double outside(const Modes& m, const Sizes<>& sizes, const Place& at) {
    const RealSums s(m, at);
    if (is_infinite(sizes.width)) return sizes.samples - s.squares;
    const double p = sizes.width, slope = s.count - s.squares;
    const double w1 = 1 - s.count / p, w2 = 1 - s.count / sizes.samples;
    const double d = w1 * w2 + slope * (w1 / sizes.samples + w2 / p), d1 = 1 - s.squares / p;
    return d1 > 0 ? sizes.samples * d / d1 : -1e300;
}

}  // namespace

Bulks bulks(const Degrees<>& spectrum, const Sizes<>& sizes) {
    if (is_infinite(sizes.samples))
        throw DomainError("samples", "inf", "a sample kernel matrix has finitely many samples");
    const Modes m(spectrum);
    if (m.eigenvalue.empty() && is_infinite(sizes.width)) {
        const double at = m.tail / sizes.samples;
        return m.tail > 0 ? Bulks{{{at, at, sizes.samples, 0, 0}}, 0} : Bulks{{}, sizes.samples};
    }
    if (m.eigenvalue.empty() && m.tail == 0) return {{}, sizes.samples};
    std::vector<std::pair<Place, Place>> gaps;  // nu descending; of each its larger and its smaller end
    for (const Interval& in : outside_features(m, sizes.width)) {
        const double smallest = m.eigenvalue.empty() ? m.tail : m.eigenvalue.back(),
                     largest = m.eigenvalue.empty() ? m.tail : m.eigenvalue.front();
        const auto part = positive_part(
            in, [&](const Place& at) { return outside(m, sizes, at); }, is_infinite(in.to) ? smallest : largest);
        if (part) gaps.emplace_back(part->second, part->first);
    }
    Bulks found;
    double modes = 0;
    for (const double b : m.multiplicity) modes += b;
    const double rank = m.tail > 0 ? infinite<> : modes, all = std::min({sizes.samples, sizes.width, rank});
    double left = all;
    for (std::size_t i = 0; i + 1 < gaps.size(); ++i) {
        const Place a = gaps[i].second, b = gaps[i + 1].first;
        double count = 0;
        for (std::size_t k = 0; k < m.eigenvalue.size(); ++k)
            if (-m.eigenvalue[k] <= a.nu() && -m.eigenvalue[k] >= b.nu()) count += m.multiplicity[k];
        found.bulks.push_back({-ridge_at(m, sizes, a), -ridge_at(m, sizes, b), count, a.nu(), b.nu()});
    }
    // an infinitely wide tail adds tail/n to every eigenvalue: samples beyond the levels have nothing else
    const bool bare_tail = is_infinite(sizes.width) && m.tail > 0 && modes < sizes.samples;
    if (bare_tail) {
        const double at = m.tail / sizes.samples;
        found.bulks.insert(found.bulks.begin(), {at, at, 0, 0, 0});
    }
    for (std::size_t i = 1; i < found.bulks.size(); ++i) left -= found.bulks[i].count;
    if (!found.bulks.empty()) {
        Bulk& lowest = found.bulks.front();
        lowest.count = left;
        // as many modes, features or samples as the next of them: the lowest edge is 0, and nowhere below it
        std::array<double, 3> counts{sizes.samples, sizes.width, rank};
        std::sort(counts.begin(), counts.end());
        lowest.left = counts[0] == counts[1] && !bare_tail ? 0 : std::max(0.0, lowest.left);
    }
    found.zero = sizes.samples - all;
    return found;
}

double largest_eigenvalue(const Degrees<>& spectrum, const Sizes<>& sizes) {
    const Modes m(spectrum);
    if (m.eigenvalue.empty() && m.tail == 0) return 0;
    const double top = m.eigenvalue.empty() ? 0 : m.eigenvalue.front();
    Interval in{-infinite<>, -top};
    const double scale = std::max(top, m.tail);
    if (!is_infinite(sizes.width)) {
        const auto part = positive_part(
            in, [&](const Place& at) { return sizes.width - RealSums(m, at).squares; }, scale);
        in.to = part->second.nu();
    }
    if (is_infinite(sizes.samples)) return -ridge_at(m, sizes, {-in.to, 0});
    const auto part = positive_part(
        in, [&](const Place& at) { return outside(m, sizes, at); }, scale);
    return -ridge_at(m, sizes, part->second);
}

}  // namespace lazyrisk
