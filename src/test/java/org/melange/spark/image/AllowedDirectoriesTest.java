package org.melange.spark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where symbolic links may lead. */
class AllowedDirectoriesTest {

  @TempDir private Path temporary;
  private Path dir;
  private Path root;
  private AllowedDirectories allowed;

  @BeforeEach
  void make() throws IOException {
    dir = temporary.toRealPath();
    root = Files.createDirectories(dir.resolve("root/sub")).getParent();
    Files.createFile(root.resolve("sub/x"));
    Files.createFile(Files.createDirectories(dir.resolve("other")).resolve("x"));
    Files.createDirectories(dir.resolve("root2"));
    allowed = new AllowedDirectories(List.of(root));
  }

  @Test
  void pathsBelowAreAllowedWhetherTheyExistOrNot() throws IOException {
    assertThat(allowed.resolve(root.resolve("sub/x"))).contains(root.resolve("sub/x"));
    assertThat(allowed.resolve(root.resolve("no/such"))).contains(root.resolve("no/such"));
    assertThat(allowed.resolve(root.resolve("sub/../sub/./x"))).contains(root.resolve("sub/x"));
    assertThat(allowed.resolve(root)).contains(root);
  }

  @Test
  void otherPathsAreNot() throws IOException {
    for (String path : List.of("other/x", "other/none", "root2/x", "root/../other/x", "")) {
      assertThat(allowed.resolve(dir.resolve(path))).as(path).isEmpty();
    }
    assertThat(new AllowedDirectories(List.of()).resolve(root)).isEmpty();
  }

  @Test
  void linksInsideAreFollowed() throws IOException {
    link("relative", Path.of("sub/x"));
    link("absolute", root.resolve("sub/x"));
    link("sub/up", Path.of("../sub/x"));
    link("directory", Path.of("sub"));
    link("twice", Path.of("directory/up"));
    for (String name : List.of("relative", "absolute", "sub/up", "directory/x", "twice")) {
      assertThat(allowed.resolve(root.resolve(name))).as(name).contains(root.resolve("sub/x"));
    }
  }

  @Test
  void linksThatLeadOutAreRejectedEvenIfTheirTargetIsMissing() throws IOException {
    link("there", dir.resolve("other/x"));
    link("absent", dir.resolve("other/none"));
    link("directory", Path.of("../other"));
    link("root", Path.of("/"));
    link("back", dir.resolve("other/../root/sub/x"));
    link("absent-back", dir.resolve("none/../root/sub/x"));
    for (String name :
        List.of(
            "there",
            "absent",
            "directory/x",
            "directory/none",
            "root/etc/passwd",
            "back",
            "absent-back")) {
      assertThat(allowed.resolve(root.resolve(name))).as(name).isEmpty();
    }
  }

  @Test
  void aLinkMayLeadIntoAnotherAllowedDirectory() throws IOException {
    link("there", dir.resolve("other/x"));
    AllowedDirectories both = new AllowedDirectories(List.of(root, dir.resolve("other")));
    assertThat(both.resolve(root.resolve("there"))).contains(dir.resolve("other/x"));
  }

  @Test
  void theDirectoryMayBeALinkItself() throws IOException {
    Path linked = Files.createSymbolicLink(dir.resolve("linked"), root);
    AllowedDirectories through = new AllowedDirectories(List.of(linked));
    link("absolute", linked.resolve("sub/x"));
    Path file = root.resolve("sub/x");
    assertThat(through.resolve(linked.resolve("sub/x"))).contains(file);
    assertThat(through.resolve(file)).contains(file);
    assertThat(through.resolve(linked.resolve("absolute"))).contains(file);
    assertThat(through.resolve(linked.resolve("../other/x"))).isEmpty();
  }

  @Test
  void cyclicLinksAreAnError() throws IOException {
    link("a", Path.of("b"));
    link("b", Path.of("a"));
    assertThatThrownBy(() -> allowed.resolve(root.resolve("a")))
        .isInstanceOf(FileSystemLoopException.class);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), target);
  }
}
