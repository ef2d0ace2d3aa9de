// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/monomials.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Positions = std::vector<int>;
constexpr std::size_t most_orbits = 8;

/// The `count` of numbers first .. last - 1 with the largest of fresh random keys: a uniform subset.
Positions random_subset(int first, int last, int count, const Stream& stream) {
    std::vector<double> key(std::size_t(std::max(last - first, 1)));
    stream.normals(key);
    Positions all;
    for (int i = first; i < last; ++i) all.push_back(i);
    std::sort(all.begin(), all.end(),
              [&](int a, int b) { return key[std::size_t(a - first)] > key[std::size_t(b - first)]; });
    all.resize(std::size_t(count));
    return all;
}

void check_mode(const Mode& mode, double energy, int d, int patch, bool whole) {
    const std::string name = "energy." + to_text(mode);
    if (!(energy >= 0) || is_infinite(energy)) throw DomainError(name, energy, "expected a finite energy >= 0");
    if (whole) {
        if (mode == Mode(mode.degree) && mode.degree <= d) return;
        throw DomainError(name, energy, "without patches a mode is a degree from 0 to dim");
    }
    const bool gaps = mode.degree >= 2 ? mode.degree + mode.second <= patch : mode.second == 0;
    if (mode.degree > patch || !gaps || 2 * mode.third > d || (mode.degree == 0 && mode.third != 0))
        throw DomainError(
            name, energy,
            "a mode is degree:gaps:frequency with degree + gaps at most the patch, frequency at most dim/2");
}

}  // namespace

DrawnMonomials::DrawnMonomials(const Target<>& target, int d, int patch, bool whole, const Draw& draw) {
    std::map<Mode, double> energies;
    for (const auto& [mode, energy] : target.energy) {
        check_mode(mode, energy, d, patch, whole);
        energies[mode] += energy;
    }
    if (target.rest != 0)
        throw NotCovered("`energy = rest=" + to_text(target.rest) +
                         "`: energy beyond every mode cannot be drawn; name a mode, e.g. 3=0.1");
    for (const auto& [mode, energy] : energies) {
        if (energy == 0) continue;
        const int l = mode.degree;
        // a stream a mode: its part does not depend on which others are asked for
        const std::uint64_t name =
            mixed(mixed(mixed(draw.key, std::uint64_t(l)), std::uint64_t(mode.second)), std::uint64_t(mode.third));
        const Draw own{draw.seed, name, draw.trial};
        std::map<Positions, double> part;
        std::set<Positions> seen;
        for (std::size_t orbit = 0; orbit < (l <= 1 ? 1 : most_orbits); ++orbit) {
            const Stream positions = own.stream(Role::target, 2 * orbit);
            Positions set = l == 0  ? Positions{}
                            : whole ? random_subset(1, d, l - 1, positions)
                                    : random_subset(1, l + mode.second - 1, std::max(l - 2, 0), positions);
            if (l >= 1) set.push_back(0);
            if (l >= 2 && !whole) set.push_back(l + mode.second - 1);
            std::sort(set.begin(), set.end());
            double normal[2];
            own.stream(Role::target, 2 * orbit + 1).normals(normal);
            if (!seen.insert(set).second) continue;
            const double phase = mode.third == 0 || 2 * mode.third == d
                                     ? 0
                                     : std::numbers::pi * std::erf(normal[1] / std::numbers::sqrt2);
            for (int t = 0; t < d; ++t) {
                Positions shifted = set;
                for (int& i : shifted) i = (i + t) % d;
                std::sort(shifted.begin(), shifted.end());
                part[shifted] +=
                    normal[0] * std::cos(2 * std::numbers::pi * double(long(mode.third) * t % d) / d + phase);
            }
        }
        double norm = 0;
        for (const auto& [set, c] : part) norm += c * c;
        for (const auto& [set, c] : part) coefficient_[set] += c * std::sqrt(energy / norm);
    }
}

std::vector<double> DrawnMonomials::operator()(const MatrixView& points) const {
    std::vector<double> f(std::size_t(points.cols()), 0.0);
    for (int j = 0; j < points.cols(); ++j) {
        const double* x = points.col(j).data();
        double sum = 0;
        for (const auto& [set, c] : coefficient_) {
            double product = c;
            for (const int i : set) product *= x[i];
            sum += product;
        }
        f[std::size_t(j)] = sum;
    }
    return f;
}

}  // namespace lazyrisk
