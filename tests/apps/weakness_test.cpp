// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The status word of answers whose formula is known to be off, from the command line.
#include <nlohmann/json.hpp>

#include "program.hpp"

namespace {

std::string status_of(const std::string& arguments) {
    const ProgramResult r = lazyrisk("risk --format json " + arguments);
    CAPTURE(arguments);
    CHECK(r.status == 0);
    CHECK(r.error.empty());
    const std::string status = nlohmann::json::parse(r.out)["status"];
    return status.substr(0, status.find(':'));
}

}  // namespace

TEST_SUITE("apps/weakness") {
    TEST_CASE("[simulation] the status names the weak place, and is ok elsewhere") {
        // simulated outside the program: 1.309(32)e-7 and 1.398(24)e-6 for 7.0e-8 and 1.1e-6
        const std::string constant = "--model kernel --kernel ntk --layers both --energy 0=1 --ridge 0 --samples 256 ";
        CHECK(status_of(constant + "--dim 3") == "remainder");
        CHECK(status_of(constant + "--dim 5") == "remainder");
        CHECK(status_of(constant + "--dim 5 --noise 0.1") == "small-dimension");
        CHECK(status_of(constant + "--dim 50 --noise 0.1") == "ok");
        CHECK(status_of("--dim 30 --width 400 --samples 16 --ridge 1e-3 --energy 0=1") ==
              "remainder");  // 0.0161 for 0.0130(7)
        CHECK(status_of("--activation exp --dim 40 --samples 200 --width 120 --noise 0.1 --ridge 0.01") ==
              "heavy-tails");
        CHECK(status_of("--activation exp --dim 40 --samples 200 --width inf --noise 0.1 --ridge 0.01") == "ok");
        CHECK(status_of("--model neural-tangent --activation relu3 --dim 20 --samples 100 --width 10 --noise 0.1") ==
              "heavy-tails");
        CHECK(status_of("--dim 40 --samples 100 --width 100 --ridge 1e-6 --noise 0.1") == "threshold");
        CHECK(status_of("--dim 40 --samples 100 --width 100 --ridge 1e-2 --noise 0.1") == "ok");
        CHECK(status_of("--dim 40 --samples 100 --width 100 --ridge 0 --noise 0.1") == "ok");  // infinite: exact
        CHECK(status_of("--psi1 2 --psi2 3") == "ok");
    }

    TEST_CASE("[simulation] a curve warns once of each, and its rows say the word") {
        const ProgramResult r = lazyrisk("curve --dim 5 --samples 40 --noise 0.1 --sweep width=20,30 --format csv");
        CHECK(r.status == 0);
        CHECK(r.error.find("2 of 2 points: small-dimension: ") != std::string::npos);
        CHECK(std::count(r.error.begin(), r.error.end(), '\n') == 1);
        CHECK(r.out.find("small-dimension: ") != std::string::npos);
        CHECK(lazyrisk("curve --dim 5 --samples 40 --noise 0.1 --sweep width=20,30 --quiet").error.empty());
    }
}
