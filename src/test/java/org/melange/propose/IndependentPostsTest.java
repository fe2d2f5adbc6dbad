package org.melange.propose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which posts count. */
class IndependentPostsTest {

  private final IndependentPosts posts = new IndependentPosts();

  private PostMention post(String id, String text, String... images) {
    return new PostMention(
        new Evidence(id, "m", text, null, 0.9, null, false), "m", null, text, List.of(images));
  }

  @Test
  void textsAndPicturesCountOnce() {
    assertThat(posts.add(post("a", "one", "x", "x", "y"))).hasValue(true);
    assertThat(posts.add(post("b", "one"))).hasValue(false);
    assertThat(posts.add(post("c", "two", "z", "y"))).hasValue(false);
    assertThat(posts.add(post("d", "three", "z"))).hasValue(false);
    assertThat(posts.add(post("e", "four"))).hasValue(true);
    assertThat(posts.total()).isEqualTo(5);
  }

  @Test
  void aPostCountsOnce() {
    assertThat(posts.add(post("a", "one"))).hasValue(true);
    assertThat(posts.add(post("a", "one"))).isEmpty();
    assertThat(posts.total()).isEqualTo(1);
  }
}
