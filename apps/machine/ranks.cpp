// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "machine/ranks.hpp"

#include <cstdio>
#include <cstdlib>

#ifdef LAZYRISK_MPI
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <span>
#include <thread>

#include "lazyrisk/simulate/unit_pool.hpp"
#include "lazyrisk/words/error.hpp"
#endif

namespace lazyrisk::app {

#ifndef LAZYRISK_MPI

Ranks::Ranks() = default;
Ranks::~Ranks() = default;
int Ranks::count() { return 1; }
bool Ranks::leads() { return true; }
void Ranks::abandon(int) {}
std::unique_ptr<Executor> make_executor(int threads) { return std::make_unique<ThreadExecutor>(threads); }

#else

namespace {

int ranks = 1, rank = 0;
bool others_wait = false;  // for units of rank 0

enum Tag { ready = 1, unit_to_do, unit_done, go_on };

/// How long a process that waits for messages sleeps: an MPI call that waits would keep a core busy.
constexpr std::chrono::microseconds nap(200);

/// A message is a list of 8-byte words.
using Words = std::vector<std::uint64_t>;

void send(const Words& words, int to, Tag tag) {
    MPI_Send(words.data(), int(words.size()), MPI_UINT64_T, to, tag, MPI_COMM_WORLD);
}

struct Message {
    Words words;
    int from = 0, tag = 0;
};

/// The next message that has come, or nothing.
std::optional<Message> received() {
    int there = 0, size = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &status);
    if (!there) return {};
    MPI_Get_count(&status, MPI_UINT64_T, &size);
    Message message{Words(std::size_t(size)), status.MPI_SOURCE, status.MPI_TAG};
    MPI_Recv(message.words.data(), size, MPI_UINT64_T, message.from, message.tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return message;
}

std::uint64_t bits(double x) {
    std::uint64_t word;
    std::memcpy(&word, &x, sizeof word);
    return word;
}
double number(std::uint64_t word) {
    double x;
    std::memcpy(&x, &word, sizeof x);
    return x;
}

Words packed(std::size_t id, const Unit& unit) {
    Words words{id, unit.family, unit.trial};
    words.insert(words.end(), unit.points.begin(), unit.points.end());
    return words;
}
std::pair<std::size_t, Unit> unpacked_unit(const Words& w) {
    return {w[0], Unit{w[1], w[2], {w.begin() + 3, w.end()}}};
}

/// id, seconds, number of points, of each the number of its numbers and these, then a failure's characters.
Words packed(const UnitResult& r) {
    Words words{r.id, bits(r.seconds), r.seen.size()};
    for (const Seen& seen : r.seen) {
        words.push_back(seen.size());
        for (const double x : seen) words.push_back(bits(x));
    }
    for (const char c : r.failure) words.push_back(static_cast<unsigned char>(c));
    return words;
}
UnitResult unpacked_result(const Words& w) {
    UnitResult r{w[0], {}, number(w[1]), {}};
    std::size_t at = 3;
    for (std::size_t i = 0; i < w[2]; ++i) {
        Seen& seen = r.seen.emplace_back();
        for (std::size_t left = w[at++]; left > 0; --left) seen.push_back(number(w[at++]));
    }
    for (; at < w.size(); ++at) r.failure += char(w[at]);
    return r;
}

class RankExecutor final : public Executor {
public:
    explicit RankExecutor(int threads)
        : threads_(threads), free_(std::size_t(ranks), 0), started_(std::size_t(ranks), false) {
        if (rank == 0) others_wait = true;
    }
    [[nodiscard]] bool leads() const override { return rank == 0; }

    void run(std::span<const Unit> units, const RunUnit& work, const UnitFinished& finished,
             const std::function<bool()>& idle) override {
        if (rank > 0) return serve(work);
        UnitPool own(threads_, work);
        std::size_t next = 0, open = 0;
        std::string failure;
        const auto take = [&](UnitResult r) {
            --open;
            if (!r.failure.empty())
                failure = r.failure;
            else
                finished(units[r.id], r.seen, r.seconds);
        };
        for (bool stop = false;;) {
            bool news = false;
            while (const std::optional<Message> m = received()) {
                news = true;
                if (m->tag == ready)
                    start(*m);
                else {
                    ++free_[std::size_t(m->from)];
                    take(unpacked_result(m->words));
                }
            }
            while (std::optional<UnitResult> r = own.finished()) {
                news = true;
                take(std::move(*r));
            }
            stop = stop || idle() || !failure.empty();
            while (!stop && next < units.size()) {
                const std::size_t to = std::size_t(
                    std::find_if(free_.begin() + 1, free_.end(), [](int n) { return n > 0; }) - free_.begin());
                if (own.free() > 0)
                    own.submit(next, units[next]);
                else if (to < free_.size()) {
                    --free_[to];
                    send(packed(next, units[next]), int(to), unit_to_do);
                } else
                    break;
                ++next;
                ++open;
            }
            if (open == 0 && (stop || next == units.size())) break;
            if (!news) std::this_thread::sleep_for(nap);
        }
        if (!failure.empty()) throw NotConverged(failure);
    }

    /// All are here before any may go on: the first word of one that is ahead, in the next question, would be taken
    /// for that of a slow one in this.
    void release() override {
        if (rank > 0) return;
        while (std::find(started_.begin() + 1, started_.end(), false) != started_.end()) {
            if (const std::optional<Message> m = received())
                start(*m);
            else
                std::this_thread::sleep_for(nap);
        }
        for (int to = 1; to < ranks; ++to) send({}, to, go_on);
        others_wait = false;
    }

private:
    int threads_;
    std::vector<int> free_;  // threads of each rank that wait for a unit
    std::vector<bool> started_;

    void start(const Message& m) {
        started_[std::size_t(m.from)] = true;
        free_[std::size_t(m.from)] += int(m.words.front());
    }

    /// Units from rank 0 until it says go on.
    void serve(const RunUnit& work) {
        UnitPool own(threads_, work);
        send({std::uint64_t(threads_)}, 0, ready);
        for (;;) {
            bool news = false;
            while (std::optional<UnitResult> r = own.finished()) {
                news = true;
                send(packed(*r), 0, unit_done);
            }
            if (const std::optional<Message> m = received()) {
                if (m->tag == go_on) return;
                news = true;
                auto [id, unit] = unpacked_unit(m->words);
                own.submit(id, std::move(unit));
            }
            if (!news) std::this_thread::sleep_for(nap);
        }
    }
};

}  // namespace

Ranks::Ranks() {
    const char* size = std::getenv("OMPI_COMM_WORLD_SIZE");
    if (!size) size = std::getenv("PMI_SIZE");
    if (!size || std::atoi(size) < 2) return;  // MPI takes a tenth of a second to start: only where it is wanted
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank > 0 && (!std::freopen("/dev/null", "w", stdout) || !std::freopen("/dev/null", "w", stderr)))
        MPI_Abort(MPI_COMM_WORLD, 1);
}

Ranks::~Ranks() {
    if (ranks > 1) MPI_Finalize();
}

int Ranks::count() { return ranks; }
bool Ranks::leads() { return rank == 0; }
void Ranks::abandon(int status) {
    if (ranks > 1 && rank == 0 && others_wait) MPI_Abort(MPI_COMM_WORLD, status);
}

std::unique_ptr<Executor> make_executor(int threads) {
    if (ranks == 1) return std::make_unique<ThreadExecutor>(threads);
    return std::make_unique<RankExecutor>(threads);
}

#endif

}  // namespace lazyrisk::app
