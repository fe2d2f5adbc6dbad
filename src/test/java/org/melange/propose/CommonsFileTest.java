package org.melange.propose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.kb.wikidata.ImageAddress;

/** Names of pictures on Commons. */
class CommonsFileTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "https://upload.wikimedia.org/wikipedia/commons/a/ab/Tbilisi_old_town.jpg;"
            + "Tbilisi old town.jpg",
        "http://upload.wikimedia.org/wikipedia/commons/a/ab/A.PNG?x=1#top; A.PNG",
        "https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/Map.svg/120px-Map.svg.png;"
            + "Map.svg",
        "https://upload.wikimedia.org/wikipedia/commons/thumb/0/01/B%C3%BCrger.tif/"
            + "lossy-page1-250px-B%C3%BCrger.tif.jpg; Bürger.tif",
        "https://commons.wikimedia.org/wiki/File:caf\u00e9__noir%20.jpg; Caf\u00e9 noir .jpg",
        "https://commons.wikimedia.org/wiki/File:cafe\u0301.jpg; Caf\u00e9.jpg",
        "https://commons.m.wikimedia.org/wiki/Image:x.jpeg; X.jpeg",
        "HTTPS://COMMONS.WIKIMEDIA.ORG/wiki/Special:FilePath/1+1%3D2.gif?width=300; 1+1=2.gif",
        "https://commons.wikimedia.org/wiki/Special:Redirect/file/Q.webp; Q.webp",
        "https://commons.wikimedia.org/wiki/File:%22Hi%22_100%25.jpg; \"Hi\" 100%.jpg"
      })
  void addressesHaveNames(String address, String name) {
    assertThat(CommonsFile.of(address)).hasValue(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x.jpg",
        "https://example.org/wikipedia/commons/a/ab/A.jpg",
        "https://upload.wikimedia.org.example.org/wikipedia/commons/a/ab/A.jpg",
        "https://example.org/?https://upload.wikimedia.org/wikipedia/commons/a/ab/A.jpg",
        "https://upload.wikimedia.org/wikipedia/en/a/ab/A.jpg",
        "https://upload.wikimedia.org/wikipedia/commons/archive/a/ab/2010!A.jpg",
        "https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/A.jpg",
        "https://upload.wikimedia.org/wikipedia/commons/a/ab/A.jpg/x",
        "https://commons.wikimedia.org/wiki/File:Song.ogg",
        "https://commons.wikimedia.org/wiki/File:.jpg",
        "https://commons.wikimedia.org/wiki/File:%0AQ42.jpg",
        "https://commons.wikimedia.org/wiki/File:a%09b.jpg",
        "https://commons.wikimedia.org/wiki/File:a%7Cb.jpg",
        "https://commons.wikimedia.org/wiki/File:a%2Fb.jpg",
        "https://commons.wikimedia.org/wiki/File:a%FFb.jpg",
        "https://commons.wikimedia.org/wiki/Category:A.jpg",
        "javascript:https://commons.wikimedia.org/wiki/File:A.jpg"
      })
  void otherAddressesHaveNone(String address) {
    assertThat(CommonsFile.of(address)).isEmpty();
  }

  @Test
  void theAddressesOfAnImportedKnowledgeBaseAreUnderstood() {
    String name = "Große \"Straße\" & Fluß, 50% + 1.jpg";
    assertThat(CommonsFile.of(new ImageAddress(ImageAddress.COMMONS, 330).of(name))).hasValue(name);
    assertThat(CommonsFile.of(null)).isEmpty();
  }

  @Test
  void longNamesAreNone() {
    String address = "https://commons.wikimedia.org/wiki/File:" + "ü".repeat(118) + ".jpg";
    assertThat(CommonsFile.of(address)).isPresent();
    assertThat(CommonsFile.of(address.replace(".jpg", "x.jpg"))).isEmpty();
  }
}
