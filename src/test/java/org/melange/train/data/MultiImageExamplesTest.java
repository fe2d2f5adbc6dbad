package org.melange.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several images an epoch sees. */
class MultiImageExamplesTest {

  private static final TextPairCodec CODEC = new TextPairCodec(0, 1);

  @TempDir private Path dir;

  /** Entities Q1, Q2, Q10 and Q3 with 3, 1, 12 and 2 images; record 100 q + p is image p of q. */
  private MultiImageExamples<TextPair> examples(long seed) {
    RecordFile<TextPair> file = RecordFile.create(dir.resolve("records" + seed), CODEC);
    List<String> keys = new ArrayList<>();
    int[][] entities = {{10, 12}, {1, 3}, {2, 1}, {3, 2}};
    for (int[] entity : entities) {
      for (int image = entity[1] - 1; image >= 0; image--) {
        keys.add(String.format(Locale.ROOT, "Q%d %06d", entity[0], image));
        ByteBuffer record = ByteBuffer.allocate(CODEC.bytes());
        CODEC.write(new TextPair(new long[0], 0, new long[0], 0, 100 * entity[0] + image), record);
        file.append(record.array());
      }
    }
    return new MultiImageExamples<>(new RecordStore<>(file, keys), seed);
  }

  private static int image(MultiImageExamples<TextPair> examples, int i) {
    return examples.get(i).groups()[0];
  }

  private static List<Integer> images(MultiImageExamples<TextPair> examples, int epoch) {
    examples.startEpoch(epoch);
    return IntStream.range(0, examples.size()).mapToObj(i -> image(examples, i)).toList();
  }

  @Test
  void anExampleIsOneWhateverItsImages() {
    MultiImageExamples<TextPair> examples = examples(43);
    assertThat(IntStream.range(0, examples.size()).mapToObj(examples::id))
        .containsExactly("Q1", "Q10", "Q2", "Q3");
    assertThat(examples.indexOf("Q10")).isEqualTo(1);
    assertThat(examples.indexOf("Q4")).isNegative();
    assertThat(images(examples, 0)).containsExactly(100, 1000, 200, 300);
  }

  @Test
  void eachEpochDrawsAnewAndTheSameEverywhere() {
    MultiImageExamples<TextPair> examples = examples(43);
    Set<Integer> seen = new TreeSet<>();
    for (int epoch = 1; epoch <= 200; epoch++) {
      List<Integer> images = images(examples, epoch);
      assertThat(images).extracting(image -> image / 100).containsExactly(1, 10, 2, 3);
      assertThat(images(examples, epoch)).isEqualTo(images);
      seen.addAll(images);
    }
    assertThat(seen).as("every image is drawn").hasSize(3 + 12 + 1 + 2);
    MultiImageExamples<TextPair> again = examples(43);
    MultiImageExamples<TextPair> other = examples(44);
    assertThat(images(again, 117)).isEqualTo(images(examples, 117));
    assertThat(IntStream.rangeClosed(1, 20).mapToObj(epoch -> images(other, epoch)).toList())
        .isNotEqualTo(
            IntStream.rangeClosed(1, 20).mapToObj(epoch -> images(examples, epoch)).toList());
  }

  @Test
  void drawsAreSpreadEvenly() {
    MultiImageExamples<TextPair> examples = examples(7);
    int[] counts = new int[12];
    int epochs = 2_400;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      examples.startEpoch(epoch);
      counts[image(examples, 1) - 1000]++;
    }
    // Five standard deviations of a binomial count.
    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(200 - 68, 200 + 68));
  }

  @Test
  void pairsTellTheirEntities() {
    MultiImageExamples<TextPair> examples = examples(43);
    Pairs<TextPair> pairs = new Pairs<>(examples, examples, new int[] {0, 1, 2, 3});
    Set<Integer> seen = new TreeSet<>();
    for (int epoch = 1; epoch <= 100; epoch++) {
      pairs.startEpoch(epoch);
      seen.add(pairs.get(0).entity().groups()[0]);
    }
    assertThat(seen).containsExactly(100, 101, 102);
  }
}
