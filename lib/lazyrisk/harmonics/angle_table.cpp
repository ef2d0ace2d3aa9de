// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/angle_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/numerics/chebyshev.hpp"

namespace lazyrisk {
namespace {

constexpr double digits_wanted = 1e-28;  // of the scale
constexpr int largest = 160, probe = 40;

/// The panel and the number of points which continue the decay of the coefficients in 80 bits to the digits wanted.
struct Plan {
    std::vector<double> ends;
    std::vector<int> size;
    [[nodiscard]] int cost() const {
        int sum = 0;
        for (const int n : size) sum += n;
        return sum;
    }
};

int points_needed(const AngleTable::Narrow& value, double left, double right, long double scale) {
    static const std::vector<long double> x = chebyshev_points<long double>(probe);
    const long double centre = (left + (long double)right) / 2, half = ((long double)right - left) / 2;
    std::vector<long double> f;
    for (const long double point : x) f.push_back(value(centre + half * point));
    const std::vector<long double> c = chebyshev_coefficients(f, x);
    // the slowest decay seen from the first coefficients to those before rounding
    constexpr long double rounding = 1e-17L;
    int last = probe - 1;
    long double tail = 0;
    while (last > 8) {
        tail = std::max(
            {std::abs(c[std::size_t(last)]), std::abs(c[std::size_t(last) - 1]), std::abs(c[std::size_t(last) - 2])});
        if (tail > rounding * scale) break;
        --last;
    }
    if (last <= 8) return 16;
    const double rate = -std::log(double(std::min(tail / scale, 1.0L))) / last;
    const double needed = last + std::log(double(tail / scale) / digits_wanted) / std::max(rate, 1e-3);
    return int(std::min(1e6, 1.08 * needed + 4));
}

Plan plan(const AngleTable::Narrow& value, double left, double right, long double scale, int halvings) {
    const int whole = points_needed(value, left, right, scale);
    Plan one{{left, right}, {std::min(whole, largest)}};
    if (whole <= 64 || halvings == 0) return one;
    const double middle = left + (right - left) / 3;  // deep kernels bend at 0
    Plan two = plan(value, left, middle, scale, halvings - 1);
    if (two.cost() >= whole) return one;
    const Plan second = plan(value, middle, right, scale, halvings - 1);
    if (whole <= largest && two.cost() + second.cost() >= whole) return one;
    two.ends.insert(two.ends.end(), second.ends.begin() + 1, second.ends.end());
    two.size.insert(two.size.end(), second.size.begin(), second.size.end());
    return two;
}

}  // namespace

AngleTable::AngleTable(const Narrow& value, const Wide& wide_value, const std::vector<double>& kinks,
                       long double scale) {
    using boost::multiprecision::abs;
    const WideNumber pi = boost::math::constants::pi<WideNumber>();
    std::vector<double> ends{0, double(pi)};
    for (const double kink : kinks)
        if (kink > 0 && kink < ends[1]) ends.push_back(kink);
    std::sort(ends.begin(), ends.end());
    std::map<int, std::vector<WideNumber>> points;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const Plan p = plan(value, ends[i], ends[i + 1], scale, 12);
        for (std::size_t j = 0; j < p.size.size(); ++j) {
            const bool last = i + 2 == ends.size() && j + 1 == p.size.size();
            Panel panel{WideNumber(p.ends[j]), last ? pi : WideNumber(p.ends[j + 1]), {}};
            std::vector<WideNumber>& x = points[p.size[j]];
            if (x.empty()) x = chebyshev_points<WideNumber>(p.size[j]);
            const WideNumber centre = (panel.left + panel.right) / 2, half = (panel.right - panel.left) / 2;
            std::vector<WideNumber> f;
            for (const WideNumber& at : x) f.push_back(wide_value(WideNumber(centre + half * at)));
            panel.chebyshev = chebyshev_coefficients(f, x);
            WideNumber tail(0);
            for (std::size_t m = panel.chebyshev.size() - 4; m < panel.chebyshev.size(); ++m)
                tail = std::max(tail, WideNumber(abs(panel.chebyshev[m])));
            error_ = std::max(error_, WideNumber(10 * tail));
            panels_.push_back(std::move(panel));
        }
    }
}

WideNumber AngleTable::operator()(const WideNumber& theta) const {
    const auto panel =
        std::find_if(panels_.begin(), panels_.end() - 1, [&](const Panel& p) { return theta <= p.right; });
    return chebyshev_sum(panel->chebyshev,
                         WideNumber((2 * theta - panel->left - panel->right) / (panel->right - panel->left)));
}

std::size_t AngleTable::values() const {
    std::size_t sum = 0;
    for (const Panel& panel : panels_) sum += panel.chebyshev.size();
    return sum;
}

}  // namespace lazyrisk
