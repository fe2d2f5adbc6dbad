package org.melange.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The inverse transforms against plain sums over their basis functions. */
class InverseTransformTest {

  private static final int[][] HADAMARD = {
    {1, 1, 1, 1}, {1, 1, -1, -1}, {1, -1, -1, 1}, {1, -1, 1, -1}
  };

  @Test
  void meansAreTheWalshHadamardTransform() {
    Random random = new Random(43);
    for (int round = 0; round < 500; round++) {
      short[] means = new short[16];
      for (int i = 0; i < 16; i++) {
        means[i] = (short) (random.nextInt(2001) - 1000);
      }
      short[] coefficients = new short[16 * 16];
      InverseTransform.spreadMeans(means, coefficients);
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          int sum = 3;
          for (int i = 0; i < 16; i++) {
            sum += HADAMARD[y][i / 4] * HADAMARD[x][i % 4] * means[i];
          }
          assertThat(coefficients[16 * (4 * y + x)]).isEqualTo((short) (sum >> 3));
        }
      }
    }
  }

  /** Products are truncated to integers twice, and the sum once: two steps at most. */
  @Test
  void blocksAreTheInverseCosineTransform() {
    Random random = new Random(43);
    for (int round = 0; round < 500; round++) {
      short[] coefficients = new short[16];
      for (int i = 0; i < 16; i++) {
        coefficients[i] = (short) (random.nextInt(101) - 50);
      }
      byte[] samples = new byte[16];
      Arrays.fill(samples, (byte) 128);
      InverseTransform.addBlock(coefficients, 0, new int[16], samples, 0, 4);
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          double sum = 0;
          for (int i = 0; i < 16; i++) {
            sum += coefficients[i] * basis(i / 4, y) * basis(i % 4, x);
          }
          double expected = Math.max(0, Math.min(255, 128 + sum / 8));
          assertThat((double) (samples[4 * y + x] & 0xff)).isCloseTo(expected, within(2.0));
        }
      }
    }
  }

  @Test
  void aMeanAloneIsTheFullTransformOfIt() {
    for (int mean = -2000; mean <= 2000; mean += 7) {
      short[] coefficients = new short[32];
      coefficients[16] = (short) mean;
      byte[] full = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, -1, -2, -3, -4};
      byte[] quick = full.clone();
      InverseTransform.addBlock(coefficients, 16, new int[16], full, 0, 4);
      InverseTransform.addMean(mean, quick, 0, 4);
      assertThat(quick).isEqualTo(full);
    }
  }

  @Test
  void onlyTheBlockIsChanged() {
    byte[] samples = new byte[10 * 10];
    InverseTransform.addMean(80, samples, 23, 10);
    for (int i = 0; i < 100; i++) {
      boolean inside = i % 10 >= 3 && i % 10 < 7 && i / 10 >= 2 && i / 10 < 6;
      assertThat(samples[i]).isEqualTo((byte) (inside ? 10 : 0));
    }
  }

  private static double basis(int frequency, int at) {
    return frequency == 0 ? 1 : Math.sqrt(2) * Math.cos((2 * at + 1) * frequency * Math.PI / 8);
  }
}
