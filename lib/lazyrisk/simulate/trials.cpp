#include "lazyrisk/simulate/trials.hpp"

#include <cblas.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "lazyrisk/error.hpp"

namespace lazyrisk {
namespace {

// The number of BLAS threads is BLAS's own global state; this is its lock.
std::mutex blas_lock;
int blas_users = 0, blas_threads_before = 1;

double physical_memory() { return double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGE_SIZE)); }

int threads_for(const Simulation& simulation, double bytes) {
    const double memory = physical_memory();
    if (bytes > memory)
        throw NotCovered(fmt::format("a trial of this size holds {:.1f} GB, this machine {:.1f} GB: "
                                     "lower samples or width", bytes / 1e9, memory / 1e9));
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    const int asked = simulation.threads > 0 ? simulation.threads : int(cores);
    const double affordable = std::max(1.0, memory / 2 / bytes);
    return int(std::min({double(asked), double(simulation.trials), affordable}));
}

}  // namespace

SerialBlas::SerialBlas() {
    const std::lock_guard lock(blas_lock);
    if (blas_users++ == 0) {
        blas_threads_before = openblas_get_num_threads();
        openblas_set_num_threads(1);
    }
}

SerialBlas::~SerialBlas() {
    const std::lock_guard lock(blas_lock);
    if (--blas_users == 0) openblas_set_num_threads(blas_threads_before);
}

std::vector<Outcome> run_trials(const Simulation& simulation, double bytes, const std::function<Outcome(int)>& run) {
    const SerialBlas serial;
    const int trials = simulation.trials;
    std::vector<std::optional<Outcome>> seen(std::size_t(trials), std::nullopt);
    std::vector<std::exception_ptr> failed(std::size_t(trials), nullptr);
    std::atomic<int> next = 0;
    std::atomic<bool> stop = false;
    std::mutex lock;
    std::condition_variable finished;
    int done = 0, working = threads_for(simulation, bytes);

    const auto work = [&] {
        for (int t = next++; t < trials && !stop; t = next++) {
            try {
                seen[std::size_t(t)] = run(t);
            } catch (...) {
                failed[std::size_t(t)] = std::current_exception();
                stop = true;
            }
            const std::lock_guard hold(lock);
            ++done;
            finished.notify_one();
        }
        const std::lock_guard hold(lock);
        --working;
        finished.notify_one();
    };
    std::vector<std::jthread> threads;
    for (int i = working; i > 0; --i) threads.emplace_back(work);

    // The caller's thread only watches: its callbacks need not be safe for threads. They may throw.
    const struct Stop {
        std::atomic<bool>& flag;
        ~Stop() { flag = true; }
    } at_the_end{stop};
    std::unique_lock hold(lock);
    for (int reported = 0; working > 0 || reported < done;) {
        finished.wait_for(hold, std::chrono::milliseconds(50), [&] { return working == 0 || done > reported; });
        const int now = done;
        hold.unlock();
        if (now > reported && simulation.progress) simulation.progress(now, trials);
        if (simulation.interrupted && simulation.interrupted()) stop = true;
        reported = now;
        hold.lock();
    }
    hold.unlock();
    threads.clear();

    for (const std::exception_ptr& error : failed)
        if (error) std::rethrow_exception(error);
    std::vector<Outcome> outcomes;
    for (const auto& outcome : seen)
        if (outcome) outcomes.push_back(*outcome);
    return outcomes;
}

}  // namespace lazyrisk
