// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "machine/host.hpp"

#include "machine/as_options.hpp"
#include "machine/interrupt.hpp"
#include "machine/output.hpp"
#include "machine/ranks.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

/// While units run, an interrupt is a request.
class KeepingExecutor final : public Executor {
public:
    explicit KeepingExecutor(std::unique_ptr<Executor> executor) : executor_(std::move(executor)) {}
    void run(std::span<const Unit> units, const RunUnit& run, const UnitFinished& finished,
             const std::function<bool()>& idle) override {
        executor_->run(units, run, finished, idle);
    }
    void release() override { executor_->release(); }
    [[nodiscard]] bool leads() const override { return executor_->leads(); }

private:
    KeepsWork keeps_;
    std::unique_ptr<Executor> executor_;
};

}  // namespace

Host program_host(bool quiet, bool plan_printed) {
    Host host{
        .on_plan = [plan_printed](const std::string& text) { (plan_printed ? print : write_error)(as_options(text)); },
        .interrupted = stop_requested,
        .executor = [](int threads) { return std::make_unique<KeepingExecutor>(make_executor(threads)); },
        .processes = Ranks::count(),
        .leads = Ranks::leads()};
    if (quiet) return host;
    host.on_progress = [line = std::make_shared<Progress>()](const std::string& what) { line->show(what); };
    host.on_warning = warn;
    host.on_remark = say;
    return host;
}

}  // namespace lazyrisk::app
