package org.melange.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Many small worlds in one: each has some entities with names of its own, posts that mention them,
 * and random edits of its entities. Worlds share words of descriptions. What happens in one world
 * shows in its posts alone, unless statistics of all words change.
 */
final class BackfillWorlds {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ENTITIES = 5;
  private static final List<String> WORDS =
      List.of(
          "river",
          "town",
          "painter",
          "novel",
          "album",
          "bridge",
          "north",
          "capital",
          "singer",
          "company",
          "island",
          "football",
          "museum",
          "physicist",
          "valley",
          "opera");
  private static final List<String> SYLLABLES =
      List.of("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu");

  private final List<World> worlds = new ArrayList<>();
  private final Path directory;

  /**
   * Writes {@code before.jsonl}, {@code after.jsonl} and {@code posts.jsonl}.
   *
   * @param count number of worlds
   * @param images URIs of images for entities
   */
  BackfillWorlds(Path directory, int count, long seed, List<String> images) throws IOException {
    this.directory = directory;
    for (int i = 0; i < count; i++) {
      worlds.add(new World(i, new Random(seed * 1_000_003 + i), images));
    }
    List<String> posts = new ArrayList<>();
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (World world : worlds) {
      world.entities.values().forEach(entity -> before.add(json(entity)));
      world.posts(posts);
    }
    for (World world : worlds) {
      world.edit();
      world.entities.values().forEach(entity -> after.add(json(entity)));
    }
    Files.write(before(), before);
    Files.write(after(), after);
    Files.write(posts(), posts);
  }

  Path before() {
    return directory.resolve("before.jsonl");
  }

  Path after() {
    return directory.resolve("after.jsonl");
  }

  Path posts() {
    return directory.resolve("posts.jsonl");
  }

  private static String json(Map<String, Object> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A world: its entities by QID. */
  private static final class World {

    private final int number;
    private final Random random;
    private final List<String> images;
    private final String family;
    private final TreeMap<String, Map<String, Object>> entities = new TreeMap<>();
    private int next;

    World(int number, Random random, List<String> images) {
      this.number = number;
      this.random = random;
      this.images = images;
      this.family = capital(letters(random.nextInt(400_000_000)) + letters(number));
      for (int i = 0; i < ENTITIES; i++) {
        add(new LinkedHashMap<>());
      }
    }

    private static String letters(int number) {
      StringBuilder text = new StringBuilder();
      for (int rest = number; rest > 0 || text.length() < 2; rest /= 26) {
        text.append((char) ('a' + rest % 26));
      }
      return text.toString();
    }

    private static String capital(String word) {
      return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private String syllables(int count) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        text.append(one(SYLLABLES));
      }
      return text.toString();
    }

    private <T> T one(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    /** Names of a world resemble each other, so that several entities fit a mention. */
    private String name() {
      return random.nextInt(3) == 0 ? family : capital(syllables(1)) + " " + family;
    }

    private String description() {
      return random.nextInt(8) == 0
          ? ""
          : one(WORDS) + " of the " + one(WORDS) + " and " + one(WORDS);
    }

    private void add(Map<String, Object> redirects) {
      String qid = "Q" + (100_000L + 1_000L * number + next++);
      Map<String, Object> entity = new LinkedHashMap<>();
      entity.put("qid", qid);
      entity.put("label", name());
      entity.put("description", description());
      entity.put("aliases", random.nextBoolean() ? List.of(name()) : List.of());
      entity.put("popularity", random.nextInt(50));
      entity.put("images", random.nextInt(3) == 0 ? List.of(one(images)) : List.of());
      entity.putAll(redirects);
      entities.put(qid, entity);
    }

    void posts(List<String> posts) {
      for (int i = 0; i < 4; i++) {
        Map<String, Object> post = new LinkedHashMap<>();
        post.put("post_id", "w" + number + "-" + i);
        String name = (String) one(List.copyOf(entities.values())).get("label");
        String other = random.nextInt(3) == 0 ? mistyped(name) : name();
        String text = "The " + one(WORDS) + " " + name + " saw the " + one(WORDS) + " " + other;
        post.put("text", text);
        if (i % 2 == 0) {
          post.put("mentions", List.of(Map.of("text", name), Map.of("text", other)));
        }
        posts.add(json(post));
      }
    }

    private static String mistyped(String name) {
      int at = name.length() - 2;
      return name.substring(0, at) + "q" + name.substring(at);
    }

    /** Random edits, of a quarter of the worlds. */
    void edit() {
      int edits = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
      for (int i = 0; i < edits && !entities.isEmpty(); i++) {
        Map<String, Object> entity = one(List.copyOf(entities.values()));
        switch (random.nextInt(9)) {
          case 0 -> add(new LinkedHashMap<>());
          case 1 -> entities.remove(entity.get("qid"));
          case 2 -> entity.put("label", name());
          case 3 -> merge(entity);
          case 4 -> entity.put("popularity", random.nextInt(300));
          case 5 -> entity.put("description", description());
          case 6 -> entity.put("images", List.of(one(images)));
          case 7 -> entity.put("aliases", List.of(name(), mistyped(name())));
          default -> entity.put("aliases", List.of());
        }
      }
    }

    /** Merges an entity into another one, with what was merged into it before. */
    private void merge(Map<String, Object> entity) {
      entities.remove(entity.get("qid"));
      if (entities.isEmpty()) {
        return;
      }
      List<String> redirects = new ArrayList<>(List.of((String) entity.get("qid")));
      redirects.addAll(redirects(entity));
      Map<String, Object> target = one(List.copyOf(entities.values()));
      redirects.addAll(redirects(target));
      target.put("redirects", redirects);
    }

    @SuppressWarnings("unchecked") // as put by merge
    private static List<String> redirects(Map<String, Object> entity) {
      return (List<String>) entity.getOrDefault("redirects", List.of());
    }
  }
}
