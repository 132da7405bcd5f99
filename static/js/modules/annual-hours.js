// [data-computed] in a row: cases × minutes ÷ 60 while they are typed, to one decimal, halves up.
// The server reckons the same (inventory/tasks/hours.py); nothing is filled in unless asked for.
const plain = (text) => text.normalize("NFKC").replace(/[,\s件分時間]/g, "");

export function annualHours(body) {
  const place = body.querySelector("[data-computed]");
  if (!place) return;

  const typed = (name) => plain(body.querySelector(`[name$="-${name}"]`).value);
  const volume = typed("volume");
  const minutes = typed("minutes_per_case");
  const known = /^\d{1,8}$/.test(volume) && /^\d{1,6}(\.\d)?$/.test(minutes);
  if (!known) {
    place.hidden = true;
    return;
  }
  const tenths = Math.round(Number(minutes) * 10);
  const hours = Math.floor((Number(volume) * tenths * 2 + 60) / 120) / 10;
  const words = hours.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  place.querySelector("[data-computed-hours]").textContent = words;
  place.hidden = Number(typed("annual_hours_before")) === hours && typed("annual_hours_before") !== "";
}
