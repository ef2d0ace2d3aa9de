// Theory against simulation: a z-score a point, and one verdict that knows how many points were looked at.
#pragma once

#include <string>
#include <vector>

namespace lazyrisk {

/// One measured point beside its theory.
struct Measured {
    double theory = 0, mean = 0, standard_error = 0;
    int trials = 0;
    unsigned long long draw = 0;  ///< points of equal draw saw the same data
};

struct Judgement {
    double z = 0;                   ///< (mean - theory)/standard_error
    double relative_deviation = 0;  ///< mean/theory - 1
    double p_value = 1;             ///< Student t with trials-1 degrees of freedom, two-sided
    double adjusted_p_value = 1;    ///< Holm: for having looked at all points, whatever their dependence
    std::string verdict;            ///< agrees, finite-size, disagrees, or pole (theory infinite: not judged)
};

struct Verdict {
    std::vector<Judgement> points;
    int judged = 0;             ///< points with a finite theory
    int independent = 0;        ///< groups that share no draws
    double rms_z = 0, largest_z = 0;
    double smallest_adjusted_p = 1;
    int finite_size = 0, disagreeing = 0;
    [[nodiscard]] std::string sentence(double tolerance) const;
};

/// A point differs where its adjusted p is below 1 %. The theory itself is asymptotic, and with enough trials its deviation of
/// finite size becomes visible; so a point disagrees only where it is significantly further off than `tolerance` (relative).
/// Formula (8.5).
Verdict judge(const std::vector<Measured>& points, double tolerance);

}  // namespace lazyrisk
