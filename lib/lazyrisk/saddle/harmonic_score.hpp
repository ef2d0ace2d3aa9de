// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The score of a fit to labels of one index: f = sum_k t_k s_k + r xi, s_k the learnable part of the harmonic q_k(u) in
// unit variance.  Formula (15.29).
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/saddle/learned_field.hpp"
#include "lazyrisk/saddle/one_index_law.hpp"

namespace lazyrisk {

/// What features know of each part of a score that is aligned with labels.
class ScoreFields {
public:
    /// Its mean at a place is sqrt(learnable) times that harmonic of the place, its variance there `missed`.
    void add(int harmonic, LearnedField<> field, double missed) {
        harmonic_.push_back(std::size_t(harmonic));
        missed_.push_back(missed);
        root_.push_back(std::sqrt(field.learnable()));
        field_.push_back(std::move(field));
    }
    [[nodiscard]] std::size_t size() const { return field_.size(); }
    [[nodiscard]] std::size_t harmonic(std::size_t i) const { return harmonic_[i]; }
    [[nodiscard]] double missed(std::size_t i) const { return missed_[i]; }
    [[nodiscard]] const LearnedField<>& operator[](std::size_t i) const { return field_[i]; }

    /// The mean of s_i at a place.
    [[nodiscard]] double seen(const IndexNode& node, std::size_t i) const {
        return root_[i] * node.harmonic[harmonic_[i]];
    }

private:
    std::vector<std::size_t> harmonic_;
    std::vector<double> missed_, root_;
    std::vector<LearnedField<>> field_;
};

/// The odd harmonics of the index up to this degree that the features know: labels are odd, and so is what is learned
/// of them.
inline ScoreFields harmonic_fields(const Spectrum<>& spectrum, double width, int degrees) {
    ScoreFields fields;
    for (int k = 1; k <= degrees; k += 2) {
        LearnedField<> field(spectrum, Target<>{{{Mode(k), 1.0}}, 0}, width);
        const double missed = field.missed();
        if (field.learnable() > 0) fields.add(k, std::move(field), missed);
    }
    return fields;
}

/// The saddle's variables.
struct HarmonicPoint {
    std::vector<double> t;  ///< one for each field
    double r = 0, tau = 0, beta = 0;
    double u = 0;  ///< k - k0
    double relative_error = 0;
    [[nodiscard]] double V() const { return tau / beta; }
};

/// The score at a place is normal with this mean ...
inline double score_mean(const ScoreFields& fields, const IndexNode& node, const std::vector<double>& t) {
    double sum = 0;
    for (std::size_t i = 0; i < t.size(); ++i) sum += t[i] * fields.seen(node, i);
    return sum;
}
/// ... and this standard deviation.
inline double score_spread(const ScoreFields& fields, const std::vector<double>& t, double r) {
    double sum = r * r;
    for (std::size_t i = 0; i < t.size(); ++i) sum += t[i] * t[i] * fields.missed(i);
    return std::sqrt(sum);
}

}  // namespace lazyrisk
