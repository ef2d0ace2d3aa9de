// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/outliers.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace lazyrisk {
namespace {

/// Mean and variance of the law of Tracy and Widom for real matrices: F. Bornemann, Markov Process. Relat. Fields 16
/// (2010), Table 10.
constexpr double edge_mean = -1.2065335745820, edge_variance = 1.607781034581;
/// An eigenvalue that no ridge of a training comes near, in units of the largest.
constexpr double out_of_reach = 1e12;

/// Modes of equal eigenvalue.
struct Group {
    double eigenvalue, multiplicity;
    bool constant = false, many = false;
};

bool is_constant(const Level<>& level, Functions functions) {
    return functions == Functions::harmonics && level.mode == Mode(0) && level.multiplicity == 1 &&
           level.eigenvalue > 0 && !is_infinite(level.eigenvalue);
}

/// Descending by eigenvalue.
std::vector<Group> groups_of(const Degrees<>& d, const Spectrum<>& spectrum, Functions functions) {
    std::vector<Group> list;
    for (std::size_t i = 0; i < d.size(); ++i) {
        if (!list.empty() && list.back().eigenvalue == d.eigenvalue(i))
            list.back().multiplicity += d.multiplicity(i);
        else
            list.push_back({d.eigenvalue(i), d.multiplicity(i)});
    }
    for (Group& g : list) g.many = functions == Functions::of_the_limit || g.multiplicity >= fewest_in_bulk;
    for (const Level<>& level : spectrum.levels)
        if (is_constant(level, functions))
            for (Group& g : list) g.constant |= g.eigenvalue == level.eigenvalue && g.multiplicity == 1;
    return list;
}

Degrees<> degrees_of(const std::vector<Group>& groups, double tail) {
    Spectrum<> s;
    s.tail = tail;
    for (std::size_t i = 0; i < groups.size(); ++i)
        s.levels.push_back(
            {int(i), groups[i].eigenvalue, groups[i].multiplicity, groups[i].eigenvalue * groups[i].multiplicity, 0});
    return Degrees<>(s);
}

/// What a group feels of all others at nu = -eigenvalue.  Formula (13.21).
struct Surroundings {
    bool apart;            ///< nu is outside of the others' spectrum
    double place;          ///< -lambda/n
    double slope;          ///< n dnu/dlambda turned over: by how much the place moves with the eigenvalue
    double rest_variance;  ///< of one eigenvalue, from the others

    Surroundings(const std::vector<Group>& groups, const Group& own, double tail, const Sizes<>& sizes) {
        const double s = own.eigenvalue, by_n = reciprocal(sizes.samples), by_p = reciprocal(sizes.width);
        double t = -tail / s, squares = 0;
        for (const Group& g : groups) {
            if (g.eigenvalue == s) continue;
            const double learned = g.eigenvalue / (g.eigenvalue - s);
            t += g.multiplicity * learned;
            squares += g.multiplicity * learned * learned;
        }
        const double w1 = 1 - t * by_p, w2 = 1 - t * by_n, e = t - squares;
        slope = w1 * w2 + e * (w1 * by_n + w2 * by_p);
        apart = w1 > 0 && w2 > 0 && slope > 0 && squares * by_p < 1;
        place = s * w1 * w2;
        rest_variance = std::max(0.0, 2 * s * s * slope *
                                          (by_p * by_p * (w2 * squares + e * t * by_n) +
                                           by_n * by_n * (w1 * squares + e * t * by_p) - 2 * by_n * by_p * e));
    }
};

/// Variance, per mode of the level, of what the samples and the features see of its own Gram matrix.
double own_variance(const Surroundings& around, double s, const Sizes<>& sizes) {
    return s * s * around.slope * around.slope * (reciprocal(sizes.samples) + reciprocal(sizes.width));
}

/// Formula (13.22).
Outlier outlier(const Surroundings& around, const Group& g, const Sizes<>& sizes, Functions functions) {
    const double b = g.multiplicity, own = own_variance(around, g.eigenvalue, sizes), rest = around.rest_variance;
    // a single function that is not the constant varies like a Gaussian one
    const double factor = g.constant ? 0 : functions == Functions::harmonics && b >= 2 ? b - 1 : b + 1;
    return {around.place, std::sqrt(factor * own + (b + 1) * rest / 2), b, g.eigenvalue};
}

/// The largest of the few eigenvalues of a group.  Formula (13.24).
LargestEigenvalue largest_of_few(const Surroundings& around, const Group& g, const Sizes<>& sizes,
                                 Functions functions) {
    const double b = g.multiplicity;
    if (!(b >= 2)) {
        const double deviation = outlier(around, g, sizes, functions).deviation;
        return {around.place, around.place, deviation};
    }
    const bool traceless = functions == Functions::harmonics;
    const double own = own_variance(around, g.eigenvalue, sizes), rest = around.rest_variance / 2;
    const double unit = (traceless ? own * b / (b + 2) : own) + rest, m = b - 0.5;
    const double mean = around.place + std::sqrt(unit) * (2 * std::sqrt(m) + edge_mean / std::pow(m, 1.0 / 6));
    double variance = unit * edge_variance / std::cbrt(m);
    if (traceless) variance -= (unit - rest) * 2 / b;
    return {mean, mean, std::sqrt(std::max(0.0, variance))};
}

/// The unit in which the largest eigenvalue of a bulk fluctuates about its edge.
double edge_unit(const Degrees<>& d, const Sizes<>& sizes, double nu) {
    const double by_n = reciprocal(sizes.samples), by_p = reciprocal(sizes.width);
    double t = d.tail() / nu, squares = 0, cubes = 0;
    for (std::size_t i = 0; i < d.size(); ++i) {
        const double learned = d.eigenvalue(i) / (d.eigenvalue(i) + nu), part = d.multiplicity(i) * learned;
        t += part;
        squares += part * learned;
        cubes += part * learned * learned;
    }
    const double w1 = 1 - t * by_p, w2 = 1 - t * by_n, e = t - squares;
    const double bend = std::abs(2 / nu * ((squares - cubes) * (w1 * by_n + w2 * by_p) + e * e * by_n * by_p));
    const double height = sizes.samples * (1 - squares * by_p) / (nu * nu * w1 * w1) * std::sqrt(2 / bend);
    return std::pow(height, -2.0 / 3);
}

bool within(const Bulk& b, const Group& g) { return -g.eigenvalue <= b.nu_left && -g.eigenvalue >= b.nu_right; }

std::vector<Group> members(const Bulk& b, const std::vector<Group>& groups) {
    std::vector<Group> list;
    for (const Group& g : groups)
        if (within(b, g)) list.push_back(g);
    return list;
}

/// Is it a bulk of this group alone?
bool holds_only(const Bulk& b, const Group& g, const std::vector<Group>& groups) {
    return within(b, g) && members(b, groups).size() == 1 && std::abs(b.count - g.multiplicity) < 1e-6 * g.multiplicity;
}

bool few(const Group& g) { return g.constant || !g.many; }

}  // namespace

Arrangement arrangement(const Spectrum<>& spectrum, const Sizes<>& sizes, Functions functions) {
    Arrangement found{Degrees<>(spectrum), {}, {}};
    const double tail = found.degrees.tail();
    const std::vector<Group> groups = groups_of(found.degrees, spectrum, functions);
    std::vector<Group> equivalent = groups;  // of the bulks
    found.bulks = bulks(found.degrees, sizes);
    std::vector<Bulk>& list = found.bulks.bulks;

    const auto constant = std::find_if(equivalent.begin(), equivalent.end(), [](const Group& g) { return g.constant; });
    if (constant != equivalent.end()) {
        const Group own = *constant;
        const Surroundings around(groups, own, tail, sizes);
        const bool alone =
            std::any_of(list.begin(), list.end(), [&](const Bulk& b) { return holds_only(b, own, groups); });
        if (!alone || !around.apart) {
            // a constant moves no edge: where its Gaussian double would, the others are arranged without it
            const bool top = around.apart && constant == equivalent.begin();
            if (top)
                constant->eigenvalue *= out_of_reach, constant->constant = false;
            else
                equivalent.erase(constant);
            found.degrees = degrees_of(equivalent, tail);
            const double zero = found.bulks.zero, all = sizes.samples - zero;
            found.bulks = bulks(found.degrees, sizes);
            found.bulks.zero = zero;
            if (top && !list.empty()) {
                list.pop_back();
                equivalent.erase(equivalent.begin());
            }
            double others = around.apart ? 1 : 0;
            for (std::size_t i = 1; i < list.size(); ++i) others += list[i].count;
            if (!list.empty()) list.front().count = all - others;
            if (!list.empty() && !(list.front().count > 0)) list.erase(list.begin());
            if (around.apart) found.outliers.push_back(outlier(around, own, sizes, functions));
        }
    }
    for (const Group& g : equivalent) {
        if (!few(g)) continue;
        const auto bulk =
            std::find_if(list.begin(), list.end(), [&](const Bulk& b) { return holds_only(b, g, equivalent); });
        if (bulk == list.end()) continue;
        const Surroundings around(groups, g, tail, sizes);
        if (!around.apart) continue;
        found.outliers.push_back(outlier(around, g, sizes, functions));
        list.erase(bulk);
    }
    for (const Level<>& level : spectrum.levels)
        if (is_infinite(level.eigenvalue)) found.outliers.push_back({infinite<>, 0, level.multiplicity, infinite<>});
    std::sort(found.outliers.begin(), found.outliers.end(),
              [](const Outlier& a, const Outlier& b) { return a.place < b.place; });
    return found;
}

LargestEigenvalue largest_of(const Arrangement& found, const Spectrum<>& spectrum, const Sizes<>& sizes,
                             Functions functions) {
    const Degrees<> all(spectrum);
    const std::vector<Group> groups = groups_of(all, spectrum, functions);
    LargestEigenvalue largest{0, 0, 0};
    if (!found.bulks.bulks.empty()) {
        const Bulk& top = found.bulks.bulks.back();
        largest = {top.right, top.right, 0};
        const std::vector<Group> inside = members(top, groups);
        if (top.right > top.left && !inside.empty()) {
            const double unit = edge_unit(found.degrees, sizes, top.nu_right);
            double variance = edge_variance * unit * unit;
            largest.mean = top.right + edge_mean * unit;
            if (functions == Functions::of_the_limit) {
                largest.mean = top.right;
                variance = 0;
            } else if (inside.size() == 1) {
                // of one level: second-order centring; and functions whose squares sum to a constant have less to vary
                const double b = inside.front().multiplicity, s = inside.front().eigenvalue,
                             fixed = functions == Functions::harmonics ? 1 : 0;
                std::vector<Group> fewer = groups_of(found.degrees, spectrum, functions);
                for (Group& g : fewer)
                    if (g.eigenvalue == s) g.multiplicity = (b - 0.5) * (fixed > 0 ? b / (b + 2) : 1);
                const Degrees<> reduced = degrees_of(fewer, found.degrees.tail());
                for (const Bulk& again : bulks(reduced, sizes).bulks)
                    if (within(again, inside.front()))
                        largest.mean = again.right + edge_mean * edge_unit(reduced, sizes, again.nu_right);
                variance -=
                    fixed * 2 * top.right * top.right / b * (reciprocal(sizes.samples) + reciprocal(sizes.width));
            }
            largest.deviation = std::sqrt(std::max(0.0, variance));
        }
    }
    if (found.outliers.empty() || found.outliers.back().place < largest.limit) return largest;
    const Outlier& top = found.outliers.back();
    if (is_infinite(top.place)) return {top.place, top.place, 0};
    const auto own =
        std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.eigenvalue == top.eigenvalue; });
    return largest_of_few(Surroundings(groups, *own, all.tail(), sizes), *own, sizes, functions);
}

double steepest_eigenvalue(const Spectrum<>& spectrum, const Sizes<>& sizes, Functions functions) {
    for (const Level<>& level : spectrum.levels)
        if (is_infinite(level.eigenvalue)) return infinite<>;
    const Degrees<> degrees(spectrum);
    std::vector<Group> groups = groups_of(degrees, spectrum, functions);
    const double tail = degrees.tail();
    if (groups.empty()) return largest_eigenvalue(degrees, sizes);
    if (groups.front().constant) {
        const Surroundings around(groups, groups.front(), tail, sizes);
        if (around.apart) return around.place;
    }
    const bool small =
        std::any_of(groups.begin(), groups.end(), [](const Group& g) { return g.constant; }) || few(groups.front());
    if (!small) return largest_eigenvalue(degrees, sizes);
    if (!is_infinite(sizes.samples))
        return largest_of(arrangement(spectrum, sizes, functions), spectrum, sizes, functions).limit;
    // of infinitely many samples: the features alone
    groups.erase(std::remove_if(groups.begin(), groups.end(), [](const Group& g) { return g.constant; }), groups.end());
    if (groups.empty() || !few(groups.front())) return largest_eigenvalue(degrees_of(groups, tail), sizes);
    const Surroundings around(groups, groups.front(), tail, sizes);
    return around.apart ? largest_of_few(around, groups.front(), sizes, functions).limit
                        : largest_eigenvalue(degrees_of(groups, tail), sizes);
}

LearnedAtOnce learned_at_once(const Spectrum<>& spectrum, const Sizes<>& sizes, double highest, Functions functions) {
    LearnedAtOnce moved{spectrum, spectrum};
    const Degrees<> degrees(spectrum);
    const double tail = degrees.tail(), by_n = reciprocal(sizes.samples), by_p = reciprocal(sizes.width);
    const std::vector<Group> groups = groups_of(degrees, spectrum, functions);
    if (groups.empty()) return moved;
    const double far = groups.front().eigenvalue * out_of_reach;
    std::vector<Group> near = groups, gone, absorbed;
    std::vector<double> places;
    while (!near.empty() && few(near.front()) && largest_eigenvalue(degrees_of(near, tail), sizes) >= highest) {
        const Surroundings around(groups, near.front(), tail, sizes);
        if (!around.apart && !near.front().constant) break;
        if (around.apart)
            gone.push_back(near.front()), places.push_back(around.place);
        else
            absorbed.push_back(near.front());
        near.erase(near.begin());
    }
    double modes = 0;
    for (const Group& g : gone) modes += g.multiplicity;
    // -lambda/n where the equivalent of the others has nu = -s
    const auto place = [&](double s) {
        double t = modes - tail / s;
        for (const Group& g : near) t += g.multiplicity * g.eigenvalue / (g.eigenvalue - s);
        return s * (1 - t * by_n) * (1 - t * by_p);
    };
    std::vector<Level<>> kept;
    for (std::size_t i = 0; i < spectrum.levels.size(); ++i) {
        Level<> level = spectrum.levels[i];
        const auto is_it = [&](const Group& g) { return g.eigenvalue == level.eigenvalue; };
        if (std::any_of(absorbed.begin(), absorbed.end(), is_it)) continue;
        const auto found = std::find_if(gone.begin(), gone.end(), is_it);
        if (found != gone.end()) {
            const double wanted = places[std::size_t(found - gone.begin())];
            double s = level.eigenvalue;
            for (int step = 0; step < 60; ++step) s *= wanted / place(s);
            if (std::abs(place(s) / wanted - 1) < 1e-9) moved.levels.levels[i].eigenvalue = s;
            level.eigenvalue = far;
            level.mass = far * level.multiplicity;
        }
        kept.push_back(level);
    }
    moved.spectrum.levels = std::move(kept);
    return moved;
}

}  // namespace lazyrisk
