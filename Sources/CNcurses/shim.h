#pragma once
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <term.h>
#include <wchar.h>

// What Swift cannot import of ncurses: macros, variables behind macros, and functions that take wide characters of
// platform-dependent type.

// Starts the terminal of this description on standard input and output; NULL if there is no such description.
static inline SCREEN *curses_start(const char *terminal) { return newterm(terminal, stdout, stdin); }

static inline WINDOW *curses_screen(void) { return stdscr; }
static inline int curses_code_yes(void) { return KEY_CODE_YES; }

// Reads a key or a character in a window; returns KEY_CODE_YES, OK or ERR.
static inline int curses_read(WINDOW *window, unsigned int *value) {
  wint_t read = 0;
  int result = wget_wch(window, &read);
  *value = (unsigned int)read;
  return result;
}

// Has presses of the first button and turns of the wheel reported at once.
static inline void curses_use_mouse(void) {
  mouseinterval(0);
  mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
}

// Where the mouse was when KEY_MOUSE was read; returns the number of the button pressed, 4 and 5 for the wheel turned up and
// down, 0 for anything else.
static inline int curses_mouse(int *x, int *y) {
  MEVENT event;
  if (getmouse(&event) != OK) return 0;
  *x = event.x;
  *y = event.y;
  return event.bstate & BUTTON1_PRESSED   ? 1
         : event.bstate & BUTTON4_PRESSED ? 4
         : event.bstate & BUTTON5_PRESSED ? 5
                                          : 0;
}

// Reads the description of a terminal; 0 if there is one, which curses_forget_description gives up.
static inline int curses_describe(const char *terminal) {
  int status = 0;
  return setupterm(terminal, 1, &status) == OK ? 0 : -1;
}

static inline void curses_forget_description(void) { del_curterm(cur_term); }

// A terminal's number of the current description; below 0 where it has none.
static inline int curses_number(const char *name) { return tigetnum(name); }

// A terminal's string of the current description; NULL where it has none.
static inline const char *curses_capability(const char *name) {
  const char *text = tigetstr(name);
  return text == (const char *)-1 ? NULL : text;
}

// The extent of the terminal on a file descriptor; 0 on success.
static inline int terminal_size(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *width = size.ws_col;
  *height = size.ws_row;
  return 0;
}

// Whether the locale writes text in UTF-8. Takes the locale of characters, and of nothing else, from the environment:
// numbers stay as in C.
static inline int locale_is_utf8(void) {
  setlocale(LC_CTYPE, "");
  const char *codeset = nl_langinfo(CODESET);
  return codeset[0] == 'U' && codeset[1] == 'T' && codeset[2] == 'F';
}
