// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Points that only test, from files of their own.
#pragma once

#include "lazyrisk/data/read_data.hpp"

namespace lazyrisk {

/// request.test in the units, the shape and the classes of the points that train, which are read already. Throws
/// DomainError of `test`, `test-labels-file`, `test-targets` or `test-count` as read_data of theirs, and where the two
/// do not fit: another dimension, a class that no point has, labels beside targets.
DataSet read_test(const DataRequest& request, const DataSet& training);

}  // namespace lazyrisk
