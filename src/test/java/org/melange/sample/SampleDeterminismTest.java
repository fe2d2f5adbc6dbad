package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDeterminismTest {

  private static final SampleOptions SMALL = SampleOptions.defaults().withPosts(40);

  @TempDir Path dir;

  @Test
  void sameSeedGivesSameBytes() throws IOException {
    Map<String, String> first = write("first", SMALL);
    assertThat(write("second", SMALL)).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan(150);
  }

  @Test
  void anotherSeedGivesOtherPosts() throws IOException {
    Map<String, String> first = write("first", SMALL);
    Map<String, String> other = write("other", SMALL.withSeed(44));
    assertThat(other.get(SampleCorpus.POSTS)).isNotEqualTo(first.get(SampleCorpus.POSTS));
    assertThat(other.get(SampleCorpus.KB)).isEqualTo(first.get(SampleCorpus.KB));
  }

  @Test
  void intactPostsDoNotChangeWhenOthersAreAdded() throws IOException {
    write("small", SMALL);
    write("large", SMALL.withPosts(60));
    var small = new WrittenSample(dir.resolve("small")).posts();
    var large = new WrittenSample(dir.resolve("large")).posts();
    for (int i = 0; i < 20; i++) {
      String id = String.format(Locale.ROOT, "s%05d", i);
      assertThat(large.get(id)).isEqualTo(small.get(id));
    }
  }

  @Test
  void leavesDefectsOutIfAsked() throws IOException {
    Path written = dir.resolve("intact");
    SampleCounts counts =
        SampleCorpus.write(written, new SampleOptions(SamplePart.TEST, 1, 20, false));
    assertThat(counts.defects()).isEmpty();
    assertThat(counts.lines()).isEqualTo(20).isEqualTo(counts.posts());
    assertThat(
            new WrittenSample(written).rows(SampleCorpus.KB).get(0).get("images").get(0).asText())
        .isEqualTo("images/kb/Q230.png");
  }

  @Test
  void rejectsTooFewPosts() {
    assertThatThrownBy(() -> SMALL.withPosts(19)).hasMessageContaining("from 20");
  }

  private Map<String, String> write(String name, SampleOptions options) throws IOException {
    SampleCorpus.write(dir.resolve(name), options);
    return new WrittenSample(dir.resolve(name)).hashes();
  }
}
