// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Theory against simulation: a z-score a point, and one verdict that knows how many points were looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/statistics/common_deviation.hpp"

namespace lazyrisk {

/// One measured point beside its theory.
struct Measured {
    double theory = 0, mean = 0, standard_error = 0;
    int trials = 0;
    unsigned long long draw = 0;  ///< points of equal draw saw the same data
    bool heavy_tailed = false;    ///< the standard error means nothing: not judged
    /// Of `value`, ascending: what two points of equal draw saw of one trial is correlated.
    std::span<const std::uint64_t> trial = {};
    std::span<const double> value = {};
    double error_bound = 0;             ///< of the theory
    double counted = 0;                 ///< samples over all trials of which the mean is a share; 0: it is no share
    std::optional<double> own_error{};  ///< what the theory says of its deviation at finite size, absolute
};

/// Correlation of the means of two points: of their values in common trials, 0 of different draws.  Formula (8.9).
double correlation(const Measured& a, const Measured& b);

struct Judgement {
    /// False: every trial saw the same, to rounding; judged without chance, and z says nothing.
    bool has_spread = true;
    double z = 0;                   ///< (mean - theory)/standard_error
    double relative_deviation = 0;  ///< mean/theory - 1
    double p_value = 1;             ///< Student t with trials-1 degrees of freedom, two-sided
    double adjusted_p_value = 1;    ///< Holm: for having looked at all points, whatever their dependence
    /// Agrees, finite-size, disagrees, pole (theory infinite: not judged), heavy-tailed (not judged).
    std::string verdict;
};

struct Verdict {
    std::vector<Judgement> points;
    int judged = 0;         ///< points with a finite theory
    int independent = 0;    ///< groups that share no draws
    double effective = 0;   ///< independent points that the judged ones are worth, N^2/sum r_ij^2
    double combined_z = 0;  ///< sum of z_i over the standard deviation that their correlations give it
    int heavy_tailed = 0;
    double rms_z = 0, largest_z = 0;
    double smallest_adjusted_p = 1;
    int finite_size = 0, disagreeing = 0;  ///< points
    int without_spread = 0;                ///< judged ones that z, rms and joint figures leave out
    int own_errors = 0;                    ///< judged ones whose theory says how far off it is
    CommonDeviation common;
    double common_p = 1;  ///< of what the points have in common, adjusted by Holm with the points' own
    bool common_finite_size = false, common_disagrees = false;

    /// "agrees", "finite-size" or "disagrees", of the points and of what they have in common.
    [[nodiscard]] std::string word() const;
    /// Points; 1 where none disagrees alone but all of them together do.
    [[nodiscard]] int disagreements() const { return disagreeing > 0 ? disagreeing : common_disagrees ? 1 : 0; }
    /// What a reader wants to know: agreement, how likely deviations like these are, the largest.
    [[nodiscard]] std::string sentence(double tolerance, std::string_view beside = "simulation") const;
    /// What a statistician asks next; "" where nothing has a spread.
    [[nodiscard]] std::string details() const;
};

/// Are the points' theories numbers that a common factor can be wrong by? Shares of a whole are not.
enum class Together { tested, not_tested };

/// What finite size may be where nothing else is said.
inline constexpr double usual_tolerance = 0.03;

/// A point differs where its adjusted p is below 1 %. The theory itself is asymptotic, and with enough trials its
/// deviation of finite size becomes visible; so a point disagrees only where it is significantly further off than the
/// theory says it is, or where it does not say, than `tolerance` (relative). Without a spread the difference is
/// compared with rounding and the theory's error bound. Formulas (8.5), (8.17).
Verdict judge(const std::vector<Measured>& points, double tolerance, Together together = Together::tested);

}  // namespace lazyrisk
