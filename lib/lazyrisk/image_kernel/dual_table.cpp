// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/dual_table.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <mutex>
#include <numbers>
#include <utility>

#include "lazyrisk/image_kernel/pixel_dual.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr int octaves = 2, octave_pairs = (DualTable::highest - DualTable::lowest) / octaves, angles = 8;

}  // namespace

DualTable::DualTable(Activation s, bool with_slope)
    : s_(std::move(s)), with_slope_(with_slope), boxes_(std::size_t(octave_pairs) * octave_pairs * angles) {
    const std::vector<double> kinks = s_.kinks();
    if (!with_slope || kinks.empty()) return;
    double furthest = 1;
    for (const double kink : kinks) furthest = std::max(furthest, std::abs(kink));
    if (Pieces(s_, furthest * furthest, 1e-5L).has_jumps) throw NotCovered(no_tangent_kernel(s_.name()));
}

DualTable::~DualTable() {
    for (const std::atomic<const DualBox*>& box : boxes_) delete box.load();
}

PixelDual::Value DualTable::at(double log_q, double log_r, double angle) const {
    if (log_q < log_r) std::swap(log_q, log_r);
    const auto of_logarithm = [](double x) { return std::clamp(int((x - lowest) / octaves), 0, octave_pairs - 1); };
    const int q = of_logarithm(log_q), r = of_logarithm(log_r);
    const int turn = std::min(int(angle / std::numbers::pi * angles), angles - 1);
    const std::size_t index = (std::size_t(q) * octave_pairs + std::size_t(r)) * angles + std::size_t(turn);
    const DualBox* box = boxes_[index].load();
    if (box == nullptr) {
        const auto corner = [](int i, int j, int k) {
            return DualPoint{double(lowest + octaves * i), double(lowest + octaves * j), std::numbers::pi * k / angles};
        };
        auto fresh = std::make_unique<const DualBox>(corner(q, r, turn), corner(q + 1, r + 1, turn + 1));
        if (boxes_[index].compare_exchange_strong(box, fresh.get())) box = fresh.release();
    }
    return box->at(s_, with_slope_, {log_q, log_r, angle});
}

std::shared_ptr<const DualTable> DualTable::of(const Activation& s, bool with_slope) {
    constexpr std::size_t most = 8;
    static std::mutex access;
    static std::deque<std::pair<std::string, std::shared_ptr<const DualTable>>> known;
    const std::string key = s.identity() + (with_slope ? "'" : "");
    const std::lock_guard lock(access);
    for (const auto& [name, table] : known)
        if (name == key) return table;
    known.emplace_back(key, std::make_shared<const DualTable>(s, with_slope));
    if (known.size() > most) known.pop_front();
    return known.back().second;
}

}  // namespace lazyrisk
