# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The program and the Python module on Debian 12:
#   docker build -t lazyrisk .
#   docker run --rm lazyrisk risk --psi1 2 --psi2 3 --noise 0.1
#   docker run --rm -v "$PWD:/work" lazyrisk run mm-double-descent
#   docker run --rm -it -v "$PWD:/work" --entrypoint python3 lazyrisk
FROM debian:12-slim AS build
WORKDIR /lazyrisk
# The packages by themselves: a change of the code does not fetch them again.
COPY packages.txt packages-python.txt ./
RUN apt-get update \
    && sed 's/#.*//' packages.txt packages-python.txt \
        | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends
COPY . .
RUN ./setup.sh deb

FROM debian:12-slim
COPY --from=build /lazyrisk/build/deb/lazyrisk_*.deb /lazyrisk/build/deb/python3-lazyrisk_*.deb /tmp/
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /tmp/*.deb gnuplot-nox \
    && rm -rf /tmp/*.deb /var/lib/apt/lists/*
WORKDIR /work
ENTRYPOINT ["lazyrisk"]
