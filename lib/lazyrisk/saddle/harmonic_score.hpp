// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The score of a fit to labels of one index: f = sum_k t_k s_k + r xi, s_k the learnable part of the harmonic q_k(u) in
// unit variance.  Formula (15.27).
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/saddle/learned_field.hpp"
#include "lazyrisk/saddle/one_index_law.hpp"

namespace lazyrisk {

/// What features know of each odd harmonic of the index; labels are odd, and so is what is learned of them.
class HarmonicFields {
public:
    /// Degrees up to this.
    HarmonicFields(const Spectrum<>& spectrum, double width, int degrees) {
        for (int k = 1; k <= degrees; k += 2) {
            LearnedField<> field(spectrum, Target<>{{{Mode(k), 1.0}}, 0}, width);
            if (!(field.learnable() > 0)) continue;
            degree_.push_back(std::size_t(k));
            root_.push_back(std::sqrt(field.learnable()));
            field_.push_back(std::move(field));
        }
    }
    [[nodiscard]] std::size_t size() const { return field_.size(); }
    [[nodiscard]] std::size_t degree(std::size_t i) const { return degree_[i]; }
    [[nodiscard]] int highest() const { return int(degree_.back()); }
    [[nodiscard]] const LearnedField<>& operator[](std::size_t i) const { return field_[i]; }

    /// The mean of s_i at a place.
    [[nodiscard]] double seen(const IndexNode& node, std::size_t i) const {
        return root_[i] * node.harmonic[degree_[i]];
    }

private:
    std::vector<std::size_t> degree_;
    std::vector<double> root_;
    std::vector<LearnedField<>> field_;
};

/// The saddle's variables.
struct HarmonicPoint {
    std::vector<double> t;  ///< one for each field
    double r = 0, tau = 0, beta = 0;
    double u = 0;  ///< k - k0
    double relative_error = 0;
    [[nodiscard]] double V() const { return tau / beta; }
};

/// The score at a place is normal with this mean ...
inline double score_mean(const HarmonicFields& fields, const IndexNode& node, const std::vector<double>& t) {
    double sum = 0;
    for (std::size_t i = 0; i < t.size(); ++i) sum += t[i] * fields.seen(node, i);
    return sum;
}
/// ... and this standard deviation.
inline double score_spread(const HarmonicFields& fields, const std::vector<double>& t, double r) {
    double sum = r * r;
    for (std::size_t i = 0; i < t.size(); ++i) sum += t[i] * t[i] * fields[i].missed();
    return std::sqrt(sum);
}

}  // namespace lazyrisk
