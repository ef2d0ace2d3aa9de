// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/zonal.hpp"

#include <cmath>

#include "lazyrisk/harmonics/angle_table.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;
constexpr Wide relative_wanted = 1e-12L;      // of a mass: what the routes try for
constexpr Wide negligible = 1e-22L;           // of the trace: the error of a mass
constexpr Wide smallest_eigenvalue = 1e-15L;  // of the trace: below it less of a mass is enough
constexpr Wide largest_multiplicity = 1e16L;  // beyond it no sample resolves a degree: it is tail
constexpr double wide_seconds = 1;            // that 128 bits may cost

/// sqrt(B(d,k)); infinite where it leaves the range.
std::vector<Wide> root_multiplicities(double d, int degrees) {
    std::vector<Wide> root{1};
    const Wide inverse_d = inverse_dimension<Wide>(d);
    for (int k = 0; k < degrees; ++k)
        root.push_back(root.back() * std::sqrt(Wide(d) * multiplicity_ratio(inverse_d, k)));
    return root;
}

class Search {
public:
    Search(const ZonalFunction& h, double d, int degrees)
        : h_(h),
          d_(d),
          degrees_(degrees),
          root_(root_multiplicities(d, degrees)),
          value_(root_.size(), 0),
          error_(root_.size(), std::numeric_limits<Wide>::infinity()) {}

    ZonalMasses run() {
        // sqrt(B) times a rounding: beyond some dimension only degrees 0 and 1 are left to quadrature
        if (h_.value && (d_ <= 1e5 || !h_.series)) quadrature();
        // Taylor coefficients cost the square of their number: 128 bits before many of them
        const std::size_t first = std::min<std::size_t>(96, h_.longest_series);
        for (std::size_t size = first; h_.series && size <= h_.longest_series; size *= 3) {
            if (!series_may_help(size)) break;
            series(size);
            if (size == first) wide();
        }
        wide();
        return result();
    }

private:
    const ZonalFunction& h_;
    double d_;
    int degrees_;
    std::vector<Wide> root_, value_, error_;
    Wide series_tail_ = 0, series_tail_error_ = std::numeric_limits<Wide>::infinity();
    std::size_t tried_ = 0;
    bool wide_tried_ = false;

    [[nodiscard]] bool open(std::size_t k) const {
        const Wide multiplicity = root_[k] * root_[k];
        const Wide relative = std::abs(value_[k]) > smallest_eigenvalue * h_.trace * multiplicity ? relative_wanted
                              : h_.series                                                         ? 1e-6L
                                                                                                  : 1e-10L;
        const Wide reached = std::max<Wide>(negligible, 4 * Wide(h_.truncation)) * h_.trace;  // more cannot be had
        if (h_.parts.dead(k)) return false;
        return !(error_[k] <= std::max(relative * std::abs(value_[k]), reached)) && multiplicity < largest_multiplicity;
    }
    [[nodiscard]] int highest_open() const {
        int last = -1;
        for (std::size_t k = 0; k < value_.size(); ++k)
            if (open(k)) last = int(k);
        return last;
    }
    /// Some open degree whose terms have passed their maximum within that many, or nothing is known yet.
    [[nodiscard]] bool series_may_help(std::size_t size) const {
        if (tried_ == 0) return true;
        for (std::size_t k = 0; k < value_.size(); ++k) {
            const double peak = std::max(double(k), (double(k) - 2) * (double(k) + d_) / (d_ - 1));
            if (open(k) && 1.5 * peak < double(size)) return true;
        }
        return false;
    }
    void offer(std::size_t k, Wide value, Wide error) {
        if (error < error_[k] || (value == 0 && error <= negligible * h_.trace && std::abs(value_[k]) <= error_[k])) {
            value_[k] = value;
            error_[k] = error;
        }
    }

    [[nodiscard]] PolarPanels panels(int degrees) const {
        return {d_, degrees, h_.graded, h_.kinks, h_.parts.parity()};
    }

    void quadrature() {
        const double noise = h_.noise + h_.value_error / double(epsilon<Wide>);
        const auto q = polar_quadrature<Wide>(h_.value, panels(degrees_), h_.trace, noise, epsilon<Wide>, 6);
        for (std::size_t k = 0; k < value_.size(); ++k)
            if (root_[k] < 1e300L) offer(k, root_[k] * q.g[k], root_[k] * q.error[k] + h_.truncation * h_.trace);
    }
    /// Few values of h serve all refinements where h is analytic between kinks; otherwise h is taken at every node.
    void wide() {
        const int last_open = highest_open();
        if (!h_.wide_value || last_open < 0 || wide_tried_) return;
        wide_tried_ = true;
        int degrees = degrees_;  // those beyond cost little and tell levels from the tail
        const double node = 25e-6, recurrence = wide_as_pairs() ? 2e-8 : 1e-6;  // seconds a node, a node and degree
        const double evaluation = h_.graded ? 40e-6 * h_.wide_cost : 30e-6;
        for (;; degrees = degrees * 2 / 3) {  // as many degrees as the time allows
            const double length = std::min(1.6, (2 * std::sqrt(degrees) + 13) / std::sqrt(d_));
            const double halvings = h_.graded && length >= 1.57 ? 120 / (d_ - 1) : 0;
            const double nodes = 25 * 2.5 * (length / panels(degrees).width() + halvings);
            if (nodes * (node + degrees * recurrence + evaluation) <= wide_seconds) break;
            if (degrees == 0) return;
        }
        const Wide tolerance =
            std::clamp<Wide>(1e-18L / root_[std::size_t(std::min(last_open, degrees))], 1e-28L, 1e-20L);
        const auto integrate = [&](const auto& h, const WideNumber& missing) {
            const auto q = polar_quadrature<WideNumber>(h, panels(degrees), WideNumber(h_.trace), h_.noise,
                                                        WideNumber(tolerance), 3);
            for (std::size_t k = 0; k <= std::size_t(degrees) && root_[k] < 1e300L; ++k)
                offer(k, root_[k] * Wide(q.g[k]),
                      root_[k] * (Wide(WideNumber(q.error[k] + missing)) +
                                  (3 * Wide(k) + 10) * epsilon<Wide> * std::abs(Wide(q.g[k]))) +
                          h_.truncation * h_.trace);
        };
        if (h_.graded || !h_.value) return integrate(h_.wide_value, WideNumber(0));
        const AngleTable table(h_.value, h_.wide_value, h_.kinks, h_.trace);
        integrate(table, table.error());
    }
    void series(std::size_t size) {
        tried_ = size;
        const PowerSeries<Wide> a = h_.series(size);
        Wide sum = 0;
        for (std::size_t m = a.size(); m-- > 0;) sum += a[m];
        const Wide relative = Wide(6 * size + 60) * h_.noise * epsilon<Wide>,
                   lost = (Wide(h_.truncation) + Wide(h_.trace_error)) * h_.trace;
        const Wide rest = std::min(std::max<Wide>(0, h_.trace - sum) + lost + relative * sum,
                                   geometric_rest(a) + h_.truncation * h_.trace);
        // with every degree that the coefficients reach, the tail is a sum of positive terms as well
        const int reach = a.size() <= 1000 ? std::max(degrees_, int(a.size()) - 1) : degrees_;
        const auto masses = series_masses<Wide>(a, rest, relative, h_.truncation * h_.trace, d_, reach);
        for (std::size_t k = 0; k < value_.size(); ++k) offer(k, masses.value[k], masses.error[k]);
        if (reach > degrees_ || int(a.size()) <= degrees_ + 1) {
            Wide tail = 0, tail_error = rest;  // what is missing of the coefficients may lie there
            for (std::size_t k = masses.value.size(); k-- > value_.size();) {
                tail += masses.value[k];
                tail_error += (relative + Wide(6 * size + 60) * epsilon<Wide>)*masses.value[k];
            }
            if (tail_error < series_tail_error_) {
                series_tail_ = tail;
                series_tail_error_ = tail_error;
            }
        }
    }

    [[nodiscard]] ZonalMasses result() const {
        ZonalMasses m{value_,   error_,
                      h_.trace, h_.trace_error * h_.trace,
                      h_.trace, (h_.trace_error + 2 * epsilon<Wide>)*h_.trace};
        for (std::size_t k = 0; k < value_.size(); ++k) {
            if (h_.parts.dead(k))
                m.value[k] = m.error[k] = 0;
            else if (!std::isfinite(error_[k])) {  // out of every route's reach: what is left of the trace bounds it
                m.value[k] = 0;
                m.error[k] = h_.trace;
            }
            m.tail -= m.value[k];
            m.tail_error += m.error[k] + epsilon<Wide> * std::abs(m.value[k]);
        }
        if (series_tail_error_ < m.tail_error) {
            m.tail = series_tail_;
            m.tail_error = series_tail_error_;
        }
        return m;
    }
};

}  // namespace

long double geometric_rest(const PowerSeries<long double>& a) {
    constexpr Wide safety = 10, steep = 1e-2L;
    Wide block[2] = {0, 0};
    const std::size_t quarter = a.size() / 4;
    for (std::size_t m = a.size() - 2 * quarter; m < a.size(); ++m) block[m >= a.size() - quarter] += a[m];
    if (block[0] == 0 && block[1] == 0 && std::any_of(a.begin(), a.end(), [](Wide c) { return c > 0; }))
        return 0;  // a polynomial
    if (block[0] == 0 || !(block[1] < steep * block[0])) return std::numeric_limits<Wide>::infinity();
    return safety * block[1] * block[1] / block[0];
}

ZonalMasses zonal_masses(const ZonalFunction& h, double dimension, int degrees) {
    require_dimension(dimension);
    if (degrees < 0) throw DomainError("degrees", double(degrees), "the highest degree must be at least 0");
    ZonalMasses masses = Search(h, dimension, degrees).run();
    if (!(masses.error[0] <= 1e-6L * h.trace))
        throw NotConverged("the eigenvalues of " + h.name + " at dimension " + to_text(dimension) +
                           " did not settle under refinement of the quadrature");
    return masses;
}

}  // namespace lazyrisk
