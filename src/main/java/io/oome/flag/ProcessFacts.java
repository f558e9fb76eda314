package io.oome.flag;

import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.Reading;
import io.oome.proc.Run;

/** What /proc says of one run of a supervised process, as far as its flag is concerned. */
public record ProcessFacts(
        Run run, Reading<Integer> uid, Reading<Environ> environ, Reading<Cwd> cwd, Reading<MountView> mountView) {}
