// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/unit_pool.hpp"

#include <chrono>

namespace lazyrisk {

UnitPool::UnitPool(int threads, RunUnit run) : run_(std::move(run)) {
    using Clock = std::chrono::steady_clock;
    const auto work = [this](const std::stop_token& stop) {
        for (;;) {
            std::unique_lock hold(lock_);
            if (!news_.wait(hold, stop, [this] { return !waiting_.empty(); })) return;
            auto [id, unit] = std::move(waiting_.front());
            waiting_.pop_front();
            hold.unlock();
            UnitResult result{id, {}, 0, {}};
            const auto start = Clock::now();
            try {
                result.seen = run_(unit);
            } catch (const std::bad_alloc&) {
                result.failure = "not enough memory; fewer samples, a smaller width, fewer threads or ranks would help";
            } catch (const std::exception& error) {
                result.failure = error.what();
            }
            result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
            hold.lock();
            done_.push_back(std::move(result));
        }
    };
    for (int i = 0; i < threads; ++i) threads_.emplace_back(work);
}

UnitPool::~UnitPool() {
    for (std::jthread& thread : threads_) thread.request_stop();
}

void UnitPool::submit(std::size_t id, Unit unit) {
    ++busy_;
    const std::lock_guard hold(lock_);
    waiting_.emplace_back(id, std::move(unit));
    news_.notify_one();
}

std::optional<UnitResult> UnitPool::finished() {
    const std::lock_guard hold(lock_);
    if (done_.empty()) return {};
    --busy_;
    UnitResult result = std::move(done_.front());
    done_.pop_front();
    return result;
}

}  // namespace lazyrisk
