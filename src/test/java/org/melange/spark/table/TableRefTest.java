package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.config.TableSettings;
import org.melange.config.TableSettings.Distribution;
import org.melange.config.VerifySettings.Checksums;
import org.melange.job.SmallWorld;
import org.melange.link.row.EntityTable;
import org.melange.link.table.TableFiles;
import org.melange.testing.LocalSpark;

/** Tables that executors map once for all their tasks. */
class TableRefTest {

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
    LocalSpark.session();
  }

  private TableRef ref(String uri, long maxBytes) {
    return ref(uri, EntityTables.files(uri), maxBytes);
  }

  private TableRef ref(String uri, TableFiles files, long maxBytes) {
    TableSettings how =
        Settings.defaults()
            .link()
            .table()
            .with(Distribution.FILES, dir.resolve("cache").toString());
    return EntityTables.ref(LocalSpark.session(), uri, files, how, maxBytes);
  }

  @Test
  void executorsLookWhereTheDriverLooked() {
    TableRef relative = ref("some/table", EntityTables.files(world.table()), Long.MAX_VALUE);
    assertThat(relative.uri()).isEqualTo("file:" + Path.of("some/table").toAbsolutePath());
    assertThat(relative.checked(Checksums.ALWAYS).uri()).isEqualTo(relative.uri());
    assertThat(relative.checked(Checksums.ALWAYS).checksums()).isEqualTo(Checksums.ALWAYS);
  }

  @Test
  void aTableIsMappedOnceAndWhoMapsItIsToldHowLongItTook() throws Exception {
    String copy = SmallWorld.copy(world.table(), dir.resolve("table")).toString();
    List<Long> nanos = new ArrayList<>();
    EntityTable first = ref(copy, Long.MAX_VALUE).load(nanos::add);
    EntityTable second = ref(copy, Long.MAX_VALUE).load(nanos::add);
    assertThat(second).isSameAs(first);
    assertThat(nanos).singleElement().satisfies(took -> assertThat(took).isPositive());
    assertThat(first.size()).isEqualTo(EntityTables.files(copy).entities());
  }

  @Test
  void anotherLimitOfBytesIsAnotherMapping() throws Exception {
    String copy = SmallWorld.copy(world.table(), dir.resolve("table")).toString();
    EntityTable whole = ref(copy, Long.MAX_VALUE).load();
    EntityTable blocks = ref(copy, 1).load();
    assertThat(blocks).isNotSameAs(whole);
    for (int i = 0; i < whole.size(); i += 7) {
      assertThat(blocks.qid(i)).isEqualTo(whole.qid(i));
      assertThat(OpenedTable.row(blocks, i)).containsExactly(OpenedTable.row(whole, i));
    }
  }

  @Test
  void aLocalTableIsNotCopied() {
    ref(world.table(), Long.MAX_VALUE).load();
    assertThat(dir.resolve("cache").resolve("table-" + EntityTables.files(world.table()).version()))
        .doesNotExist();
  }
}
