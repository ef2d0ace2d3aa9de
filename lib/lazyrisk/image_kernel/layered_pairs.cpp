// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/layered_pairs.hpp"

#include <algorithm>
#include <cmath>

namespace lazyrisk {
namespace {

using Image = LayeredPairs::Image;
constexpr std::size_t own_lanes = std::size_t(pair_lanes<double>);

/// One member of images as an array with the images innermost; where there are fewer than lanes, the last again.
template <class Real>
LineVector<Real> interleaved(const Image* images, std::size_t count, std::vector<double> Image::*member) {
    constexpr std::size_t lanes = std::size_t(pair_lanes<Real>);
    const std::size_t size = (images->*member).size();
    LineVector<Real> all(size * lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::vector<double>& one = images[std::min(lane, count - 1)].*member;
        for (std::size_t i = 0; i < size; ++i) all[i * lanes + lane] = Real(one[i]);
    }
    return all;
}

/// The images on one side of a job.
template <class Real>
struct Side {
    LineVector<Real> pixels, root, inverse, features;

    /// Lanes innermost.
    Side(const Image* images, std::size_t count)
        : pixels(interleaved<Real>(images, count, &Image::pixels)),
          root(interleaved<Real>(images, count, &Image::root)),
          inverse(interleaved<Real>(images, count, &Image::inverse)),
          features(interleaved<Real>(images, count, &Image::features)) {}
    /// One image.
    explicit Side(const Image& image)
        : pixels(image.pixels.begin(), image.pixels.end()),
          root(image.root.begin(), image.root.end()),
          inverse(image.inverse.begin(), image.inverse.end()),
          features(image.features.begin(), image.features.end()) {}
};

/// One image whose inverse roots take sums over a filter.
template <class Real>
Side<Real> scaled_side(const PlaneLayout<Real>& layout, const Image& image) {
    Side<Real> side(image);
    for (std::size_t layer = 0; layer < layout.layer_scale.size(); ++layer) {
        const std::size_t first = layout.layer_offset[layer];
        const std::size_t end =
            layer + 1 < layout.layer_offset.size() ? layout.layer_offset[layer + 1] : layout.variances;
        for (std::size_t i = first; i < end; ++i) side.inverse[i] = Real(image.inverse[i] * layout.layer_scale[layer]);
    }
    return side;
}

template <class Real>
PlaneJob<Real> job_of(const PlaneLayout<Real>& layout, PlaneWork<Real>& work, const Side<Real>& x, Side<Real>& z,
                      double* s, double* t) {
    return {&layout,
            &work,
            x.pixels.data(),
            z.pixels.data(),
            x.root.data(),
            x.inverse.data(),
            x.features.data(),
            z.root.data(),
            z.inverse.data(),
            z.features.data(),
            s,
            t};
}

}  // namespace

LayeredPairs::LayeredPairs(KernelPlan plan)
    : plan_(std::move(plan)), own_(plan_, true), pairs_(plan_, false), single_(plan_, false) {}

double LayeredPairs::unit_of(const MatrixView& points) const {
    if (!plan_.homogeneous || points.size() == 0) return 1;
    const double largest = points.cwiseAbs().maxCoeff();
    return largest > 0 && std::isfinite(largest) ? std::exp2(std::ilogb(largest)) : 1;
}

std::vector<Image> LayeredPairs::images(const MatrixView& points, double unit) const {
    const double scale = std::sqrt(plan_.start) / unit;
    std::vector<Image> all(static_cast<std::size_t>(points.cols()));
    for (std::size_t i = 0; i < all.size(); ++i)
        for (Eigen::Index k = 0; k < points.rows(); ++k) all[i].pixels.push_back(scale * points(k, Eigen::Index(i)));
    PlaneWork<double> own(own_), pairs(pairs_);
    for (std::size_t i = 0; i < all.size(); i += own_lanes) {
        const std::size_t lanes = std::min(own_lanes, all.size() - i);
        if (plan_.layers > 0) describe(all.data() + i, lanes, own);
        if (plan_.dense.empty()) continue;
        double s[own_lanes], t[own_lanes];
        sums(all.data() + i, all.data() + i, lanes, pairs, s, t);
        for (std::size_t lane = 0; lane < lanes; ++lane) all[i + lane].end = s[lane];
    }
    return all;
}

void LayeredPairs::describe(Image* images, std::size_t count, PlaneWork<double>& work) const {
    Side<double> side(images, count);
    side.root.assign(own_.variances * own_lanes, 0);
    side.inverse = side.root;
    side.features.assign(own_.features * own_lanes, 0);
    own_variances(job_of<double>(own_, work, side, side, nullptr, nullptr));
    const auto lane_of = [&](const LineVector<double>& all, std::size_t lane) {
        std::vector<double> one(all.size() / own_lanes);
        for (std::size_t i = 0; i < one.size(); ++i) one[i] = all[i * own_lanes + lane];
        return one;
    };
    for (std::size_t lane = 0; lane < count; ++lane) {
        images[lane].root = lane_of(side.root, lane);
        images[lane].inverse = lane_of(side.inverse, lane);
        images[lane].features = lane_of(side.features, lane);
    }
}

void LayeredPairs::sums(const Image* x, const Image* z, std::size_t count, PlaneWork<double>& work, double* s,
                        double* t) const {
    const Side<double> left(x, count);
    Side<double> right(z, count);
    std::fill(s, s + own_lanes, 0.0);
    std::fill(t, t + own_lanes, 0.0);
    lane_by_lane(job_of<double>(pairs_, work, left, right, s, t));
}

double LayeredPairs::at_end(double s, double t, const Image& x, const Image& z) const {
    ScalarPair pair{s + plan_.bias, x.end, z.end, t + plan_.bias};  // of the last layer
    for (const KernelPlan::Dense& layer : plan_.dense) {
        pair.apply(layer.activation);
        if (layer.joined) pair.tangent += pair.xz;
    }
    return plan_.factor * (plan_.tangent ? pair.tangent : pair.xz);
}

template <class Real>
void LayeredPairs::block_in(const PlaneLayout<Real>& layout, std::span<const Image> x, const std::vector<Image>& z,
                            Eigen::Ref<Matrix> out) const {
    constexpr std::size_t lanes = std::size_t(pair_lanes<Real>);
    std::vector<Side<Real>> groups;
    for (std::size_t j = 0; j < z.size(); j += lanes) groups.emplace_back(z.data() + j, std::min(lanes, z.size() - j));
    PlaneWork<Real> work(layout);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Side<Real> one = scaled_side(layout, x[i]);
        for (std::size_t group = 0; group < groups.size(); ++group) {
            double s[lanes] = {}, t[lanes] = {};
            one_with_many(job_of<Real>(layout, work, one, groups[group], s, t));
            for (std::size_t lane = 0; lane < lanes && group * lanes + lane < z.size(); ++lane) {
                const std::size_t j = group * lanes + lane;
                out(Eigen::Index(i), Eigen::Index(j)) = at_end(s[lane], t[lane], x[i], z[j]);
            }
        }
    }
}

void LayeredPairs::block(std::span<const Image> x, const std::vector<Image>& z, bool single,
                         Eigen::Ref<Matrix> out) const {
    if (x.empty() || z.empty()) return;
    if (single && !plan_.has_duals)
        block_in<float>(single_, x, z, out);
    else
        block_in<double>(pairs_, x, z, out);
}

double LayeredPairs::work_bytes(bool single) const {
    const auto bytes = [](const auto& layout) {
        double vectors = 4.0 * double(layout.work);
        for (std::size_t i = 1; i < layout.stages.size(); ++i) vectors += 2.0 * double(layout.stages[i].size);
        return 64 * vectors;
    };
    return single && !plan_.has_duals ? bytes(single_) : bytes(pairs_);
}

double LayeredPairs::image_bytes() const {
    return 8.0 * double(plan_.shape.size() + 2 * own_.variances + own_.features);
}

std::vector<double> LayeredPairs::lane_pairs(const std::vector<Image>& x, const std::vector<Image>& z) const {
    std::vector<double> all(x.size());
    PlaneWork<double> work(pairs_);
    for (std::size_t i = 0; i < x.size(); i += own_lanes) {
        const std::size_t count = std::min(own_lanes, x.size() - i);
        double s[own_lanes], t[own_lanes];
        sums(x.data() + i, z.data() + i, count, work, s, t);
        for (std::size_t lane = 0; lane < count; ++lane)
            all[i + lane] = at_end(s[lane], t[lane], x[i + lane], z[i + lane]);
    }
    return all;
}

}  // namespace lazyrisk
