/** The block scorer: exact top-k over an entity table, with bounds that rule pairs out. */
package org.melange.link.score;
