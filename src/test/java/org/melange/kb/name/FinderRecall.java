package org.melange.kb.name;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.melange.corpus.Mention;
import org.melange.corpus.Post;

/**
 * Measures how many of the labelled mentions of the data sets for development are found by name,
 * and how many others are found beside them.
 */
final class FinderRecall {

  private FinderRecall() {}

  /** Prints shares and speed for the sets named. */
  public static void main(String[] sets) {
    for (String set : sets) {
      List<String> names =
          DevelopmentEntities.names(DevelopmentEntities.entities(set)).stream()
              .map(Name::name)
              .toList();
      List<Post> posts = DevelopmentEntities.posts(set);
      for (boolean capitalized : new boolean[] {true, false}) {
        MentionFinder finder =
            new MentionFinder(
                SearchedNames.of(names),
                new MentionFinder.Settings(3, 2, false, StopWords.COMMON, capitalized));
        finder.find(posts.get(0).text());
        print(set, finder, capitalized, posts);
      }
    }
  }

  private static void print(
      String set, MentionFinder finder, boolean capitalized, List<Post> posts) {
    Map<String, List<Post>> byText = posts.stream().collect(Collectors.groupingBy(Post::text));
    long chars = 0;
    long found = 0;
    long hits = 0;
    long start = System.nanoTime();
    for (Map.Entry<String, List<Post>> text : byText.entrySet()) {
      List<Mention> mentions = finder.find(text.getKey());
      chars += text.getKey().length();
      found += mentions.size();
      hits +=
          text.getValue().stream()
              .map(post -> post.mentions().orElseThrow().get(0))
              .filter(gold -> mentions.stream().anyMatch(m -> m.span().equals(gold.span())))
              .count();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s, %s: %d labelled, %.4f found; %d texts, %.2f mentions a text; %.2f" + " Mchars/s%n",
        set,
        capitalized ? "capitalized" : "any case",
        posts.size(),
        (double) hits / posts.size(),
        byText.size(),
        (double) found / byText.size(),
        chars / seconds / 1e6);
  }
}
