package org.melange.job.bench;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.melange.link.score.SimdLanes;
import org.melange.link.score.Threads;

/** Hardware limits of this machine, for comparison with the speed of the scorer. */
public final class HardwareBaseline {

  private static final int REPEATS = 8;
  private static final int ROUNDS = 4_000_000;
  private static final int FLOATS = 32 << 20;

  private HardwareBaseline() {}

  /**
   * Billions of floating-point operations per second of fused multiply-adds on vector registers,
   * which is an upper bound for any loop. The best of several rounds.
   */
  public static double peakGflops(int threads) {
    double best = 0;
    for (int repeat = 0; repeat < 4 * REPEATS; repeat++) {
      long start = System.nanoTime();
      Threads.each(threads, () -> multiplyAdd(ROUNDS));
      double operations = 2.0 * 8 * SimdLanes.WIDTH * ROUNDS * threads;
      best = Math.max(best, operations / (System.nanoTime() - start));
    }
    return best;
  }

  private static float multiplyAdd(int rounds) {
    FloatVector x = FloatVector.broadcast(SimdLanes.SPECIES, 0.999f);
    FloatVector a = FloatVector.broadcast(SimdLanes.SPECIES, 1);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    for (int i = 0; i < rounds; i++) {
      a = a.fma(x, x);
      b = b.fma(x, x);
      c = c.fma(x, x);
      d = d.fma(x, x);
      e = e.fma(x, x);
      f = f.fma(x, x);
      g = g.fma(x, x);
      h = h.fma(x, x);
    }
    return a.add(b).add(c).add(d).add(e.add(f)).add(g.add(h)).lane(0);
  }

  /** Billions of bytes per second that all threads read. The best of several rounds. */
  public static double readGbytes(int threads) {
    float[] numbers = new float[FLOATS];
    Arrays.fill(numbers, 1);
    double best = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      long start = System.nanoTime();
      Threads.each(threads, () -> sum(numbers));
      best = Math.max(best, 4.0 * FLOATS * threads / (System.nanoTime() - start));
    }
    return best;
  }

  private static float sum(float[] numbers) {
    FloatVector left = FloatVector.zero(SimdLanes.SPECIES);
    FloatVector right = left;
    for (int at = 0; at + SimdLanes.GROUP <= numbers.length; at += SimdLanes.GROUP) {
      left = left.add(FloatVector.fromArray(SimdLanes.SPECIES, numbers, at));
      right = right.add(FloatVector.fromArray(SimdLanes.SPECIES, numbers, at + SimdLanes.WIDTH));
    }
    return left.add(right).lane(0);
  }
}
