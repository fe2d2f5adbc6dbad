package org.melange.kb.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers of any size survive being written as bytes. */
class PostingBlockTest {

  private static final int SIZES = 31;

  @Test
  void numbersOfAllSizesAreReadAsTheyWereWritten() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      int[] numbers = numbers(random);
      PostingBlock block = new PostingBlock(1, numbers.length, numbers);

      assertThat(PostingBlock.of(1, numbers.length, block.bytes()).numbers()).isEqualTo(numbers);
    }
  }

  @Test
  void manyNumbersAreReadInSeveralChunks() {
    int[] numbers = new int[9_999];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i * 20_011;
    }
    PostingBlock block = new PostingBlock(1, numbers.length, numbers);

    assertThat(PostingBlock.of(1, numbers.length, block.bytes()).numbers()).isEqualTo(numbers);
  }

  /** Ascending numbers whose differences have up to 31 bits. */
  private static int[] numbers(Random random) {
    int[] numbers = new int[random.nextInt(60)];
    long number = 0;
    int count = 0;
    while (count < numbers.length) {
      number += 1 + (random.nextInt() >>> 1 + random.nextInt(SIZES));
      if (number > Integer.MAX_VALUE) {
        break;
      }
      numbers[count++] = (int) number;
    }
    return Arrays.copyOf(numbers, count);
  }
}
