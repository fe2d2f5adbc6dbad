package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.engine.ClipOutput;
import org.melange.image.RgbImage;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Rounding;
import org.melange.testing.Float32;

/** Tokens that are left out are not missed. */
class TokenPruningTest {

  /** CLIP's one layer, an expert and a product with keys or values. */
  private static final float TOLERANCE = Float32.ofSums(256, 1);

  private static final int ITEMS = 60;

  @TempDir private Path dir;

  @Test
  void rowsOfMentionsAndEntitiesAreThoseOfAllTokens() {
    try (LinkingModel model = LinkingModel.load(TinyModel.write(dir), Device.cpu())) {
      List<String> texts = texts();
      List<Optional<RgbImage>> images = images();
      List<EncodedFeatures> all = allTokens(model, texts, images);
      List<EncodedFeatures> kept = model.features(texts, images);
      assertThat(total(kept)).isLessThan(total(all));
      List<MentionRow> expected = model.mentionRows(all);
      List<MentionRow> found = model.mentionRows(kept);
      List<float[]> expectedRows = model.entityRows(all, Rounding.NONE);
      List<float[]> foundRows = model.entityRows(kept, Rounding.NONE);
      for (int i = 0; i < ITEMS; i++) {
        assertThat(foundRows.get(i)).containsExactly(expectedRows.get(i), within(TOLERANCE));
        assertThat(found.get(i).coarse())
            .containsExactly(expected.get(i).coarse(), within(TOLERANCE));
        assertSame(expected.get(i).text(), found.get(i).text());
        assertSame(expected.get(i).image(), found.get(i).image());
      }
    }
  }

  @Test
  void aTokenIsKeptForEachCellThatNoOtherTurnsOn() {
    try (LinkingModel model = LinkingModel.load(TinyModel.write(dir), Device.cpu())) {
      ClipOutput one = model.encoder().texts(inputs(model, "one"), new FeatureCache(0)).get(0);
      int width = model.config().matcher().textDim();
      float[] alike = new float[one.tokens().length];
      for (int t = 0; t * width < alike.length; t++) {
        System.arraycopy(one.tokens(), 0, alike, t * width, width);
      }
      ClipOutput kept = model.textFeatures(List.of(new ClipOutput(one.pooled(), alike))).get(0);
      assertThat(kept.tokens()).hasSize((model.config().matcher().experts() - 1) * width);
    }
  }

  private static void assertSame(MentionRow.Unit expected, MentionRow.Unit found) {
    assertThat(found.deadCount()).isEqualTo(expected.deadCount());
    assertThat(found.keys()).containsExactly(expected.keys(), within(TOLERANCE));
    assertThat(found.values()).containsExactly(expected.values(), within(TOLERANCE));
  }

  private static List<EncodedFeatures> allTokens(
      LinkingModel model, List<String> texts, List<Optional<RgbImage>> images) {
    FeatureCache memo = new FeatureCache(0);
    List<TextInput> inputs = inputs(model, texts.toArray(String[]::new));
    List<ClipOutput> text = model.encoder().texts(inputs, memo);
    List<ClipOutput> image =
        model.project(
            model
                .encoder()
                .images(images.stream().map(i -> model.encoder().prepare(i)).toList(), memo));
    return IntStream.range(0, ITEMS)
        .mapToObj(
            i -> EncodedFeatures.of(text.get(i), image.get(i), inputs.get(i).tokens().length()))
        .toList();
  }

  private static List<TextInput> inputs(LinkingModel model, String... texts) {
    return List.of(texts).stream().map(model.encoder()::prepare).toList();
  }

  private static int total(List<EncodedFeatures> items) {
    return items.stream().mapToInt(i -> i.textTokens().length + i.imageTokens().length).sum();
  }

  private static List<String> texts() {
    Random random = new Random(4);
    return IntStream.range(0, ITEMS)
        .mapToObj(
            i ->
                random
                    .ints(1 + random.nextInt(12), 'a', 'z' + 1)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining(i % 2 == 0 ? " " : "")))
        .toList();
  }

  private static List<Optional<RgbImage>> images() {
    Random random = new Random(5);
    List<Optional<RgbImage>> images = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      byte[] rgb = new byte[40 * 36 * 3];
      random.nextBytes(rgb);
      images.add(i % 5 == 0 ? Optional.empty() : Optional.of(new RgbImage(40, 36, rgb)));
    }
    return images;
  }
}
