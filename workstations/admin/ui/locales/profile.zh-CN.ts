// Chinese texts of what is registered of a doctor. This file defines the keys.
export const profileZhCN = {
  profile: '医师登记',
  'person.titleSpecialty': '职称 · 专业',
  'person.user.taken': '该用户名已被使用，请换一个。',
  'profile.summary': '工号 {number}',
  'profile.none': '未登记',
  'profile.number': '工号',
  'profile.specialty': '专业',
  'profile.licence': '执业证书编码',
  'profile.qualification': '资格证书编码',
  'profile.phone': '联系电话',
  'profile.departments': '兼职科室',
  'profile.code.fault': '只能是字母和数字，最多 32 位（工号可含连字符）。',
  'profile.phone.fault': '只能是数字、空格和 + - ( )，最多 32 位。',
  'profile.number.taken': '工号 {number} 已登记给 {name}，请核对。',
};
