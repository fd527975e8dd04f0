# The image in which student code is described and networks are trained. `grade image build` makes
# it and labels it with what it was made from; `docker build -t grader .` makes it by hand.
FROM python:3.11-slim

# Student code runs behind a seccomp filter. Debian's apt brings the library along; should an image
# come without it, it is installed.
RUN if ! ldconfig -p | grep -q 'libseccomp\.so\.2'; then \
        apt-get update -qq \
        && apt-get install -y -qq --no-install-recommends libseccomp2 \
        && rm -rf /var/lib/apt/lists/*; \
    fi

# The official image has its standard library uncompiled, and since containers are read-only each
# would compile it anew. What can't be compiled here, a template say, can't be imported either.
RUN python -m compileall -qq "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
    || true

# Only what runs inside, in the versions that the grader is tested with. No command line, no client
# of a container engine. Before the grader's own code: this takes minutes and seldom changes.
COPY requirements.lock /opt/
RUN python -m pip install --no-cache-dir --progress-bar off --disable-pip-version-check \
        --root-user-action ignore --constraint /opt/requirements.lock \
        numpy pydantic pyseccomp scikit-learn torch torchvision

# Two trees, since what isn't there can't be read: a student's process finds in /opt/describe
# nothing of the grader but its own program; the trainer finds the package in /opt/train.
COPY grader/__init__.py /opt/describe/grader/
COPY grader/inside_container /opt/describe/grader/inside_container
COPY grader /opt/train/grader

# Compiled, because nothing can be written later. Never compared with the source, which can't
# change. Readable by every user, whatever the umask of whoever made the checkout.
RUN python -m compileall -q --invalidation-mode unchecked-hash /opt/describe /opt/train \
    && chmod -R a+rX /opt

# No user of this number exists, here or (as a rule) on the machine: it owns no file.
USER 65532:65532
