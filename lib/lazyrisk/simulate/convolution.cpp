// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Signals of signs under convolutional kernels.
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>

#include "lazyrisk/problem/convolution.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/monomials.hpp"
#include "lazyrisk/simulate/profile.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// K(x,y), formula (11.8), by sums that slide along the products x_k y_{k+m}.
class PatchKernel {
public:
    PatchKernel(const Convolution& m, const DrawnProfile& h)
        : d_(int(m.dimension)), q_(int(m.patch)), table_(std::size_t(q_) + 1) {
        for (int minus = 0; minus <= q_; ++minus) table_[std::size_t(minus)] = (q_ - 2.0 * minus) / q_;
        h.apply(table_);
        table_[0] = h.diagonal;
        const int w = int(m.window);
        if (m.whole())
            shift_weight_ = {{0, 0}};  // one patch, not d of them
        else if (m.global())
            for (int k = 0; k < d_; ++k) shift_weight_.emplace_back(k, 1.0 / d_ / d_);
        else {
            std::map<int, double> folded;  // windows longer than d/2 meet themselves
            for (int k = 1 - w; k < w; ++k) folded[(k + d_) % d_] += (1 - std::abs(k) / double(w)) / d_;
            shift_weight_.assign(folded.begin(), folded.end());
        }
    }

    [[nodiscard]] double operator()(const std::uint8_t* x, const std::uint8_t* y) const {
        double sum = 0;
        if (q_ == d_) {
            int minus = 0;
            for (int k = 0; k < d_; ++k) minus += x[k] ^ y[k];
            return table_[std::size_t(minus)];
        }
        std::uint8_t differs[1 << 15];
        for (const auto& [shift, weight] : shift_weight_) {
            for (int k = 0; k < d_; ++k) differs[k] = x[k] ^ y[k + shift < d_ ? k + shift : k + shift - d_];
            int minus = 0;
            for (int k = 0; k < q_; ++k) minus += differs[k];
            double patches = 0;
            for (int k = 0; k < d_; ++k) {
                patches += table_[std::size_t(minus)];
                minus += differs[k + q_ < d_ ? k + q_ : k + q_ - d_] - differs[k];
            }
            sum += weight * patches;
        }
        return sum;
    }

private:
    int d_, q_;
    std::vector<double> table_;  // h by the number of signs that differ
    std::vector<std::pair<int, double>> shift_weight_;
};

/// 1 for a minus sign.
std::vector<std::uint8_t> bits(const MatrixView& points) {
    std::vector<std::uint8_t> b;
    for (Eigen::Index j = 0; j < points.cols(); ++j)
        for (const double x : points.col(j)) b.push_back(x < 0);
    return b;
}
const std::uint8_t* point(const std::vector<std::uint8_t>& b, int i, int d) {
    return b.data() + std::size_t(i) * std::size_t(d);
}

}  // namespace

Realization realize(const Convolution& model, const Target<>& target, double) {
    check(model);
    Realization r;
    const int d = r.dimension = drawn_dimension(model.dimension);
    for (const auto& [mode, energy] : target.energy)
        if (mode.third != 0 && model.window == 1)
            throw DomainError("energy." + to_text(mode), energy,
                              "without pooling all frequencies are one mode; leave the third index out");
    if (d > 1 << 15) throw DomainError("dim", d, "a simulation of signs has at most 32768 of them");
    r.kind = std::uint64_t(Kind::patches);
    r.inputs = [d](int first, int count, const Stream& stream) {
        Matrix x(d, count);
        stream.normals(entries(x), std::uint64_t(first) * std::uint64_t(d));
        for (double& v : entries(x)) v = v < 0 ? -1 : 1;
        return x;
    };
    r.target = [=](const Draw& draw) -> InputFunction {
        const auto f = std::make_shared<const DrawnMonomials>(target, d, int(model.patch), model.whole(), draw);
        return [f](const MatrixView& x) { return (*f)(x); };
    };
    const auto k = std::make_shared<const PatchKernel>(model, drawn_profile(model.kernel, int(model.patch)));
    r.gram = [k, d](const MatrixView& x) {
        const std::vector<std::uint8_t> b = bits(x);
        const int n = int(x.cols());
        Matrix gram(n, n);
        for (int j = 0; j < n; ++j)
            for (int i = j; i < n; ++i) gram(i, j) = (*k)(point(b, i, d), point(b, j, d));
        return gram;
    };
    r.kernel = [k, d](const MatrixView& x, const MatrixView& y) {
        const std::vector<std::uint8_t> a = bits(x), b = bits(y);
        Matrix cross(x.cols(), y.cols());
        for (int j = 0; j < y.cols(); ++j)
            for (int i = 0; i < x.cols(); ++i) cross(i, j) = (*k)(point(a, i, d), point(b, j, d));
        return cross;
    };
    return r;
}

}  // namespace lazyrisk
